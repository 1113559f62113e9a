package main

import (
	"net"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// checks look at the form of a variable's value; each returns what is wrong, or nothing. None repeats the value: it may be a
// secret.
var checks = map[string]func(string) string{
	"DATABASE_URL":          checkDatabaseURL,
	"DATABASE_DIRECT_URL":   checkDatabaseURL,
	"REDIS_URL":             checkRedisURL,
	"HTTP_ADDR":             checkAddr,
	"PUBLIC_URL":            checkBase,
	"TIMEZONE":              checkZone,
	"FONT":                  checkFont,
	"LOG_LEVEL":             oneOf("debug", "info", "warn", "error"),
	"LOG_FORMAT":            oneOf("json", "text"),
	"WECOM_AGENT_ID":        checkAgentID,
	"WECOM_TOKEN":           matches(`^[A-Za-z0-9]{1,32}$`, "must be 1 to 32 letters and digits"),
	"WECOM_AES_KEY":         matches(`^[A-Za-z0-9]{43}$`, "must be exactly 43 letters and digits"),
	"WECOM_API_BASE":        checkBase,
	"SMS_ENDPOINT":          checkEndpoint,
	"SMS_SIGN_NAME":         matches(`^[^【】\s]{2,20}$`, "must be 2 to 20 characters, without brackets and spaces"),
	"SMS_INBOUND_SECRET":    matches(`^[A-Za-z0-9._~-]{1,128}$`, "must be letters, digits, . _ ~ and - only, 128 at most: it is part of an address"),
	"SMS_TEMPLATES":         checkFile,
	"WECOM_CORP_ID":         checkWord,
	"WECOM_SECRET":          checkWord,
	"SMS_ACCESS_KEY_ID":     checkWord,
	"SMS_ACCESS_KEY_SECRET": checkWord,
}

func matches(form, text string) func(string) string {
	re := regexp.MustCompile(form)
	return func(v string) string {
		if re.MatchString(v) {
			return ""
		}
		return text
	}
}

func oneOf(words ...string) func(string) string {
	return func(v string) string {
		for _, w := range words {
			if v == w {
				return ""
			}
		}
		return "must be one of " + strings.Join(words, ", ")
	}
}

// checkWord finds quotes and spaces that came along when a value was pasted.
func checkWord(v string) string {
	if strings.ContainsAny(v, " \t\"'") {
		return "holds a space or a quote"
	}
	return ""
}

func checkDatabaseURL(v string) string {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || strings.Trim(u.Path, "/") == "" {
		return "must be of the form postgres://user:password@host:5432/name (percent-encode other signs in the password)"
	}
	return ""
}

func checkRedisURL(v string) string {
	if _, err := redisOptions(v); err != nil {
		return err.Error()
	}
	return ""
}

func checkAddr(v string) string {
	host, port, err := net.SplitHostPort(v)
	if n, e := strconv.Atoi(port); err != nil || e != nil || n < 0 || n > 65535 || strings.ContainsAny(host, " /") {
		return "must be host:port or :port"
	}
	return ""
}

// checkBase reads https://host[:port], or http:// for a test, without a path.
func checkBase(v string) string {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return "must be https://host or http://host:port, with nothing behind"
	}
	return ""
}

// checkEndpoint also takes a bare host, which means https.
func checkEndpoint(v string) string {
	if !strings.Contains(v, "://") {
		v = "https://" + v
	}
	return checkBase(v)
}

func checkZone(v string) string {
	if _, err := time.LoadLocation(v); err != nil || v == "Local" {
		return "is no time zone such as Asia/Shanghai"
	}
	return ""
}

func checkAgentID(v string) string {
	if n, err := strconv.ParseInt(v, 10, 64); err != nil || n <= 0 {
		return "must be a whole number above 0"
	}
	return ""
}

func checkFile(v string) string {
	if info, err := os.Stat(v); err != nil || info.IsDir() {
		return "names a file that is not there"
	}
	return ""
}
