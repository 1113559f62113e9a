package sms

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// approvedTexts are the texts that Aliyun has to approve, as name,text. They hold no names of people and no drug names.
//
//go:embed sms-templates.csv
var approvedTexts string

// maxUnits is what one part of a short message holds, signature included; every text of ours has to fit in it (PRODUCT.md
// X3).
const maxUnits = 70

// Template is one text that the gateway sends.
type Template struct {
	// Name is ours: recorded, reminder …
	Name string
	// Code is the gateway's name of the approved text (SMS_154950909); without a file of codes it is Name.
	Code string
	// Text holds its variables as ${name}.
	Text string
	// Variables are the names in Text, in order.
	Variables []string
}

// Catalogue holds the templates and the signature that every text is sent under. It is safe for concurrent use.
type Catalogue struct {
	sign      string
	templates map[string]Template
}

// variable is one ${name}; the gateway allows letters, digits and the underscore (protocols: Aliyun SMS part 4.1).
var variable = regexp.MustCompile(`\$\{([A-Za-z0-9_]+)\}`)

// NewCatalogue reads the built-in texts for a signature (given without 【】). codes maps template names to approved codes;
// nil lets the names serve as codes, which is right for a gateway on loopback. With codes every template needs one: the
// error lists what is missing and what is unknown.
func NewCatalogue(sign string, codes map[string]string) (*Catalogue, error) {
	if err := checkSign(sign); err != nil {
		return nil, err
	}
	rows, err := readRows(strings.NewReader(approvedTexts), "name", "text")
	if err != nil {
		return nil, fmt.Errorf("read the built-in templates: %w", err)
	}
	c := &Catalogue{sign: sign, templates: make(map[string]Template, len(rows))}
	for _, row := range rows {
		t, err := parseTemplate(row[0], row[1])
		if err != nil {
			return nil, fmt.Errorf("read the built-in template %s: %w", row[0], err)
		}
		c.templates[t.Name] = t
	}
	if codes == nil {
		return c, nil
	}
	return c, c.adopt(codes)
}

func (c *Catalogue) adopt(codes map[string]string) error {
	var missing, unknown []string
	for name, t := range c.templates {
		if t.Code = codes[name]; t.Code == "" {
			missing = append(missing, name)
		}
		c.templates[name] = t
	}
	for name := range codes {
		if _, ok := c.templates[name]; !ok {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(missing)
	slices.Sort(unknown)
	var errs []error
	if len(missing) > 0 {
		errs = append(errs, fmt.Errorf("no code for the templates %s", strings.Join(missing, ", ")))
	}
	if len(unknown) > 0 {
		errs = append(errs, fmt.Errorf("codes for templates that do not exist: %s", strings.Join(unknown, ", ")))
	}
	return errors.Join(errs...)
}

// ReadCodes reads the file of YAOBAN_SMS_TEMPLATES: CSV with the header name,code and a line for each template. The error
// names the line.
func ReadCodes(r io.Reader) (map[string]string, error) {
	rows, err := readRows(r, "name", "code")
	if err != nil {
		return nil, fmt.Errorf("read the codes of SMS templates: %w", err)
	}
	codes := make(map[string]string, len(rows))
	for _, row := range rows {
		codes[row[0]] = row[1]
	}
	return codes, nil
}

// readRows reads CSV of two columns under a fixed header; a name stands once and neither column is empty.
func readRows(r io.Reader, first, second string) ([][]string, error) {
	reader := csv.NewReader(r)
	reader.FieldsPerRecord = 2
	var rows [][]string
	seen := map[string]bool{}
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := reader.FieldPos(0)
		row[0], row[1] = strings.TrimSpace(strings.TrimPrefix(row[0], "\ufeff")), strings.TrimSpace(row[1])
		switch {
		case line == 1:
			if row[0] != first || row[1] != second {
				return nil, fmt.Errorf("line 1: the header is %s,%s", first, second)
			}
			continue
		case row[0] == "" || row[1] == "":
			return nil, fmt.Errorf("line %d: %s and %s are both needed", line, first, second)
		case seen[row[0]]:
			return nil, fmt.Errorf("line %d: %s stands twice", line, row[0])
		}
		seen[row[0]] = true
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, errors.New("no line after the header")
	}
	return rows, nil
}

// parseTemplate holds a text against the gateway's rules for templates (protocols: Aliyun SMS parts 4 and 4.1), so that a
// text that can never be approved fails the build's tests and not the review.
func parseTemplate(name, text string) (Template, error) {
	t := Template{Name: name, Code: name, Text: text}
	for _, m := range variable.FindAllStringSubmatch(text, -1) {
		if slices.Contains(t.Variables, m[1]) {
			return t, fmt.Errorf("the variable %s stands twice", m[1])
		}
		t.Variables = append(t.Variables, m[1])
	}
	fixed := variable.ReplaceAllString(text, "")
	switch {
	case fixed == "":
		return t, errors.New("a template needs words of its own")
	case strings.Contains(text, "}${"):
		return t, errors.New("two variables stand side by side")
	case strings.ContainsAny(fixed, "${}"):
		return t, errors.New("a variable is written ${name}")
	}
	if why := unsendable(fixed); why != "" {
		return t, fmt.Errorf("the text holds %s", why)
	}
	return t, nil
}

// Sign returns the signature without its brackets.
func (c *Catalogue) Sign() string { return c.sign }

// Template returns the template of that name.
func (c *Catalogue) Template(name string) (Template, bool) {
	t, ok := c.templates[name]
	return t, ok
}

// Templates returns all templates, sorted by name.
func (c *Catalogue) Templates() []Template {
	return slices.SortedFunc(maps.Values(c.templates), func(a, b Template) int { return strings.Compare(a.Name, b.Name) })
}

// Approved returns code and text of every template, as a gateway that has approved them knows them.
func (c *Catalogue) Approved() map[string]string {
	texts := make(map[string]string, len(c.templates))
	for _, t := range c.templates {
		texts[t.Code] = t.Text
	}
	return texts
}

// Render fills a template and returns the whole text as the phone shows it, signature first. Every variable of the
// template must be there and no other, each value must be one that the gateway accepts, and the whole must fit into one
// part of 70 units; an error is a bug of the caller and names the template, the variable and the lengths, never a value.
func (c *Catalogue) Render(name string, params map[string]string) (string, error) {
	t, ok := c.templates[name]
	if !ok {
		return "", fmt.Errorf("render the SMS template %q: there is no such template", name)
	}
	for _, v := range t.Variables {
		value, ok := params[v]
		if !ok {
			return "", fmt.Errorf("render the SMS template %s: the variable %s is missing", name, v)
		}
		if err := checkValue(value); err != nil {
			return "", fmt.Errorf("render the SMS template %s: the variable %s %w", name, v, err)
		}
	}
	if len(params) > len(t.Variables) {
		return "", fmt.Errorf("render the SMS template %s: %d variables are given, it has %d", name, len(params), len(t.Variables))
	}
	text := c.fill(t, params)
	if n := Units(text); n > maxUnits {
		return "", fmt.Errorf("render the SMS template %s: the text has %d units, one part holds %d", name, n, maxUnits)
	}
	return text, nil
}

func (c *Catalogue) fill(t Template, params map[string]string) string {
	return "【" + c.sign + "】" + variable.ReplaceAllStringFunc(t.Text, func(v string) string {
		return params[v[2:len(v)-1]]
	})
}
