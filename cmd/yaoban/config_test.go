package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// environment makes a getenv of pairs NAME=value, without the prefix.
func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for _, p := range pairs {
			if key, value, _ := strings.Cut(p, "="); envPrefix+key == name {
				return value
			}
		}
		return ""
	}
}

const (
	goodDatabase = "DATABASE_URL=postgres://u:p%40ss@db:5432/yaoban"
	goodRedis    = "REDIS_URL=redis://:pw@cache:6379/1"
)

var goodWeCom = []string{"WECOM_CORP_ID=ww1", "WECOM_AGENT_ID=1000002", "WECOM_SECRET=s3cret", "WECOM_TOKEN=QDG6eK",
	"WECOM_AES_KEY=jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}

func TestConfigDefaults(t *testing.T) {
	cfg, err := loadConfig(environment(goodDatabase, goodRedis, "LOG_LEVEL=  "))
	if err != nil {
		t.Fatal(err)
	}
	if cfg.HTTPAddr != "127.0.0.1:8080" || cfg.Timezone != "Asia/Shanghai" || cfg.DataDir != "./data" || cfg.LogLevel != "info" || cfg.WeComOn() || cfg.SMSOn() {
		t.Errorf("%+v", cfg)
	}
	if cfg.MigrationURL() != cfg.DatabaseURL {
		t.Error("migrations do not use the database by default")
	}
	cfg, err = loadConfig(environment(append(goodWeCom, goodDatabase, goodRedis, "DATABASE_DIRECT_URL=postgres://u@direct/x")...))
	if err != nil {
		t.Fatal(err)
	}
	if !cfg.WeComOn() || cfg.WeComAgentID != 1000002 || cfg.WeComAPIBase != "https://qyapi.weixin.qq.com" || cfg.MigrationURL() != "postgres://u@direct/x" {
		t.Errorf("%+v", cfg)
	}
}

// TestEverythingWrongIsSaidAtOnce also holds that no value is repeated: it may be a secret.
func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		env  []string
		want []string
	}{
		"nothing":       {nil, []string{"DATABASE_URL is not set", "REDIS_URL is not set"}},
		"half of WeCom": {[]string{goodDatabase, goodRedis, "WECOM_SECRET=XX"}, []string{"WECOM_CORP_ID is not set", "WECOM_AGENT_ID is not set", "WECOM_TOKEN is not set", "WECOM_AES_KEY is not set"}},
		"half of SMS":   {[]string{goodDatabase, goodRedis, "SMS_SIGN_NAME=药伴"}, []string{"SMS_ACCESS_KEY_ID is not set", "SMS_ACCESS_KEY_SECRET is not set", "SMS_INBOUND_SECRET is not set"}},
		"forms": {[]string{"DATABASE_URL=mysql://XX@h/d", "REDIS_URL=XX", "HTTP_ADDR=XX", "TIMEZONE=XX/YY", "LOG_LEVEL=XX", "LOG_FORMAT=XX", "WECOM_API_BASE=XX", "SMS_ENDPOINT=ftp://XX",
			"SMS_TEMPLATES=/nowhere/XX", "FONT=/nowhere/XX", "PUBLIC_URL=https://XX/path"},
			[]string{"DATABASE_URL must", "REDIS_URL must", "HTTP_ADDR must", "TIMEZONE is no", "LOG_LEVEL must", "LOG_FORMAT must", "WECOM_API_BASE must", "SMS_ENDPOINT must", "SMS_TEMPLATES names", "FONT names", "PUBLIC_URL must"}},
		"WeCom's forms": {[]string{goodDatabase, goodRedis, "WECOM_CORP_ID=\"XX\"", "WECOM_AGENT_ID=XX", "WECOM_SECRET=X X", "WECOM_TOKEN=XX-", "WECOM_AES_KEY=XX"},
			[]string{"WECOM_CORP_ID holds", "WECOM_AGENT_ID cannot be read", "WECOM_SECRET holds", "WECOM_TOKEN must", "WECOM_AES_KEY must be exactly 43"}},
		"SMS's forms": {[]string{goodDatabase, goodRedis, "SMS_ACCESS_KEY_ID=X X", "SMS_ACCESS_KEY_SECRET='XX'", "SMS_SIGN_NAME=【XX】", "SMS_INBOUND_SECRET=X/X"},
			[]string{"SMS_ACCESS_KEY_ID holds", "SMS_ACCESS_KEY_SECRET holds", "SMS_SIGN_NAME must", "SMS_INBOUND_SECRET must"}},
	} {
		_, err := loadConfig(environment(c.env...))
		if err == nil {
			t.Errorf("%s: is accepted", name)
			continue
		}
		lines := strings.Count(err.Error(), "\n  "+envPrefix)
		if lines != len(c.want) {
			t.Errorf("%s: %d things are said, not %d:\n%v", name, lines, len(c.want), err)
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), envPrefix+w) {
				t.Errorf("%s: %q is not said:\n%v", name, w, err)
			}
		}
		if strings.Contains(err.Error(), "XX") {
			t.Errorf("%s: a value is repeated:\n%v", name, err)
		}
	}
}

func TestACommandOnlyNeedsWhatItUses(t *testing.T) {
	if _, err := loadFor(environment("WECOM_SECRET=x"), "TIMEZONE"); err != nil {
		t.Error(err)
	}
	if _, err := loadFor(environment("TIMEZONE=Mars"), "TIMEZONE"); err == nil {
		t.Error("a zone that is none is accepted")
	}
}

func TestConfigPrintsEverythingAndNoSecret(t *testing.T) {
	var out, errs bytes.Buffer
	env := environment(append(goodWeCom, goodDatabase, "REDIS_URL=redis-sentinel://u:pw1@a:1,b:2/m?sentinel_password=pw2", "SMS_ACCESS_KEY_SECRET=pw3")...)
	if code := realMain(t.Context(), []string{"config"}, nil, &out, &errs, env); code != exitUsage {
		t.Errorf("half of SMS gives the exit code %d", code)
	}
	for _, secret := range []string{"p%40ss", "pw1", "pw2", "pw3", "s3cret", "QDG6eK", "jWmYm"} {
		if strings.Contains(out.String()+errs.String(), secret) {
			t.Errorf("the secret %s is printed:\n%s", secret, out.String())
		}
	}
	for _, line := range []string{"postgres://u:******@db:5432/yaoban", "redis-sentinel://u:******@a:1,b:2/m?sentinel_password=******", "1000002", "environment", "default"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%s is not printed:\n%s", line, out.String())
		}
	}
	for _, name := range names() {
		if !strings.Contains(out.String(), envPrefix+name) {
			t.Errorf("%s is not printed", name)
		}
	}
	if !strings.Contains(errs.String(), "YAOBAN_SMS_SIGN_NAME is not set") {
		t.Errorf("what is missing is not said: %s", errs.String())
	}
	out.Reset()
	if code := realMain(t.Context(), []string{"config"}, nil, &out, &errs, environment(goodDatabase, goodRedis)); code != exitOK || !strings.Contains(out.String(), "WeCom is off") ||
		!strings.Contains(out.String(), "Pictures are drawn with /") {
		t.Errorf("exit code %d:\n%s", code, out.String())
	}
}

// TestTheExampleIsWhatTheProgramPrints keeps deploy/env.example true: `go run ./cmd/yaoban config --example > deploy/env.example`.
func TestTheExampleIsWhatTheProgramPrints(t *testing.T) {
	var out, errs bytes.Buffer
	if code := realMain(t.Context(), []string{"config", "--example"}, nil, &out, &errs, environment()); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	kept, err := os.ReadFile("../../deploy/env.example")
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(kept) {
		t.Error("deploy/env.example is not what `yaoban config --example` prints; write it anew")
	}
}

func TestRedisURLs(t *testing.T) {
	for url, want := range map[string]struct {
		addrs, master, user, password string
		db                            int
		cluster, tls                  bool
	}{
		"redis://localhost:6379/0": {addrs: "localhost:6379"},
		"redis://h":                {addrs: "h:6379"},
		"redis://:p%40w@h:1/3":     {addrs: "h:1", password: "p@w", db: 3},
		"rediss://u:p@h:6380":      {addrs: "h:6380", user: "u", password: "p", tls: true},
		"redis://[::1]:7000":       {addrs: "[::1]:7000"},
		"redis-sentinel://a,b:26380/mymaster/2?sentinel_password=x":       {addrs: "a:26379 b:26380", master: "mymaster", db: 2},
		"rediss-sentinel://u:p@a:1,b:2/m":                                 {addrs: "a:1 b:2", master: "m", user: "u", password: "p", tls: true},
		"redis-cluster://:p@a:7000,b:7001,c":                              {addrs: "a:7000 b:7001 c:6379", password: "p", cluster: true},
		"rediss-cluster://a:7000/0":                                       {addrs: "a:7000", cluster: true, tls: true},
		"redis-sentinel://a/m?sentinel_username=s&sentinel_password=a%26": {addrs: "a:26379", master: "m"},
	} {
		o, err := redisOptions(url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if strings.Join(o.Addrs, " ") != want.addrs || o.MasterName != want.master || o.Username != want.user || o.Password != want.password ||
			o.DB != want.db || o.IsClusterMode != want.cluster || (o.TLSConfig != nil) != want.tls {
			t.Errorf("%s is %+v", url, o)
		}
		client, err := openRedis(url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
	if o, err := redisOptions("redis-sentinel://a/m?sentinel_username=s&sentinel_password=a%26"); err != nil || o.SentinelUsername != "s" || o.SentinelPassword != "a&" {
		t.Errorf("the sentinels' password is %+v, %v", o, err)
	}
	for _, bad := range []string{"", "localhost:6379", "http://h", "redis://", "redis://a,b", "redis://h:0", "redis://h:x", "redis://h/x", "redis://h/-1", "redis://h?db=1",
		"redis-sentinel://a:1", "redis-cluster://a/3", "redis://pw@h", "redis://%zz:p@h", "redis-clusters://a", "rediss://"} {
		if _, err := openRedis(bad); err == nil {
			t.Errorf("%s is accepted", bad)
		}
	}
}
