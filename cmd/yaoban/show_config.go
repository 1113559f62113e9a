package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"

	"github.com/yaoban/yaoban/cmd/yaoban/picture"
)

type configCommand struct {
	Example bool `help:"Print an example file of the environment with every variable explained, as in deploy/env.example."`
}

// Help is shown by --help.
func (configCommand) Help() string {
	return "All configuration is the environment. Exit code 2: something that the server needs is missing or wrong."
}

// Run prints the configuration and what is wrong with it.
func (c configCommand) Run(sh *shell) error {
	if c.Example {
		return example(sh.stdout)
	}
	t := tabwriter.NewWriter(sh.stdout, 0, 0, 2, ' ', 0)
	gates := map[string]bool{}
	for _, s := range settings(sh.getenv) {
		source := "default"
		if s.given {
			source = "environment"
		}
		if s.gate != "" {
			gates[s.gate] = gates[s.gate] || s.given
		}
		fmt.Fprintf(t, "%s%s\t%s\t%s\n", envPrefix, s.name, source, s.shown())
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print the configuration: %w", err)
	}
	for _, g := range []struct{ gate, name string }{{"wecom", "WeCom"}, {"sms", "SMS"}} {
		if !gates[g.gate] {
			fmt.Fprintf(sh.stdout, "%s is off: none of its variables is set.\n", g.name)
		}
	}
	if path, err := picture.FindFont(strings.TrimSpace(sh.getenv(envPrefix + "FONT"))); err == nil {
		fmt.Fprintf(sh.stdout, "Pictures are drawn with %s.\n", path)
	} else if errors.Is(err, picture.ErrNoFont) {
		fmt.Fprintln(sh.stdout, noPictures)
	}
	if _, err := loadConfig(sh.getenv); err != nil {
		return usageError{err}
	}
	return nil
}

// shown is the value as people may see it: of a secret only that it is there, of a URL everything but its password.
func (s setting) shown() string {
	switch {
	case s.value == "":
		return "-"
	case s.secret == "yes":
		return "******"
	case s.secret == "url":
		return maskURL(s.value)
	}
	return s.value
}

// maskURL hides the password of a URL and the values of its parameters that are passwords. Several hosts may stand in it.
func maskURL(raw string) string {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return "******" // not a URL: it may be the password alone
	}
	rest, query, _ := strings.Cut(rest, "?")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		user, _, _ := strings.Cut(rest[:at], ":")
		rest = user + ":******" + rest[at:]
	}
	if query != "" {
		values, err := url.ParseQuery(query)
		if err != nil {
			return scheme + "://" + rest + "?******"
		}
		for key := range values {
			if strings.Contains(strings.ToLower(key), "password") {
				values.Set(key, "******")
			}
		}
		rest += "?" + strings.ReplaceAll(values.Encode(), "%2A", "*")
	}
	return scheme + "://" + rest
}

// example prints deploy/env.example: every variable with its help and its default, as a comment where it may stay empty.
func example(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# The configuration of Yaoban: every variable, as `yaoban config --example` prints it.\n" +
		"# A gateway is off while all variables marked with its name are empty. What is commented out has the default that is shown.\n")
	for _, s := range settings(func(string) string { return "" }) {
		b.WriteString("\n")
		if s.gate != "" {
			b.WriteString("# (" + map[string]string{"wecom": "WeCom", "sms": "SMS"}[s.gate] + ") ")
		} else {
			b.WriteString("# ")
		}
		b.WriteString(s.help + "\n")
		if s.name != "DATABASE_URL" && s.name != "REDIS_URL" {
			b.WriteString("#")
		}
		b.WriteString(envPrefix + s.name + "=" + s.preset + "\n")
	}
	_, err := io.WriteString(w, b.String())
	if err != nil {
		return fmt.Errorf("print the example: %w", err)
	}
	return nil
}
