package main

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// envPrefix begins the name of every variable.
const envPrefix = "YAOBAN_"

// Config is everything that can be set, all of it by the environment (DESIGN.md part 8). The tag env is the variable without
// its prefix, help is for `yaoban config` and deploy/env.example, secret says that the value is never shown, gate names the
// gateway that needs the variable: a gateway is off with all of its variables empty, and wrong with some of them empty.
type Config struct {
	DatabaseURL       string `env:"DATABASE_URL" secret:"url" help:"PostgreSQL 15 or newer: postgres://user:password@host:5432/name. A transaction pooler may stand between."`
	DatabaseDirectURL string `env:"DATABASE_DIRECT_URL" secret:"url" help:"The same database without a pooler, for migrations; empty means DATABASE_URL."`
	RedisURL          string `env:"REDIS_URL" secret:"url" help:"Redis 7 or newer: redis://, rediss:// (TLS), redis-sentinel://host:26379,host:26379/name, redis-cluster://host:6379,host:6379 (rediss-sentinel, rediss-cluster with TLS)."`
	HTTPAddr          string `env:"HTTP_ADDR" envDefault:"127.0.0.1:8080" help:"Where the server listens; a reverse proxy with TLS stands before it."`
	PublicURL         string `env:"PUBLIC_URL" help:"How the gateways reach this server: https://host. Only the checks use it, to say what to paste where."`
	Timezone          string `env:"TIMEZONE" envDefault:"Asia/Shanghai" help:"The zone of every civil date and clock time."`
	DataDir           string `env:"DATA_DIR" envDefault:"./data" help:"Reserved: nothing is kept there; pictures and files are in the database."`
	Font              string `env:"FONT" help:"A TrueType or OpenType font with Chinese characters, for pictures; empty looks in the usual places."`
	EventPerHead      int    `env:"EVENT_PER_HEAD" envDefault:"300" help:"How many yuan a head the budget of a group event may have before compliance is told (RDPAC's limit for meals); 0 tells of every budget."`
	LogLevel          string `env:"LOG_LEVEL" envDefault:"info" help:"debug, info, warn or error."`
	LogFormat         string `env:"LOG_FORMAT" envDefault:"json" help:"json, or text for people."`

	WeComCorpID  string `env:"WECOM_CORP_ID" gate:"wecom" help:"The corp id (企业ID): 管理后台 → 我的企业."`
	WeComAgentID int64  `env:"WECOM_AGENT_ID" gate:"wecom" help:"The AgentId of the self-built app: 应用管理 → 自建."`
	WeComSecret  string `env:"WECOM_SECRET" gate:"wecom" secret:"yes" help:"The Secret of the app."`
	WeComToken   string `env:"WECOM_TOKEN" gate:"wecom" secret:"yes" help:"The Token of the callback (接收消息 → 设置API接收): 1 to 32 letters and digits."`
	WeComAESKey  string `env:"WECOM_AES_KEY" gate:"wecom" secret:"yes" help:"The EncodingAESKey of the callback: 43 letters and digits."`
	WeComAPIBase string `env:"WECOM_API_BASE" envDefault:"https://qyapi.weixin.qq.com" help:"WeCom's API; another address for a private deployment or a test."`

	SMSAccessKeyID     string `env:"SMS_ACCESS_KEY_ID" gate:"sms" help:"The AccessKey id of a RAM user of Aliyun who may send short messages."`
	SMSAccessKeySecret string `env:"SMS_ACCESS_KEY_SECRET" gate:"sms" secret:"yes" help:"Its secret."`
	SMSSignName        string `env:"SMS_SIGN_NAME" gate:"sms" help:"The approved signature, without its brackets."`
	SMSInboundSecret   string `env:"SMS_INBOUND_SECRET" gate:"sms" secret:"yes" help:"The last part of the address that the gateway pushes to; whoever knows it can write in anybody's name. Make a random one of 32 letters and digits."`
	SMSEndpoint        string `env:"SMS_ENDPOINT" envDefault:"https://dysmsapi.aliyuncs.com" help:"Aliyun's SMS API: https:// or, for a test, http://."`
	SMSTemplates       string `env:"SMS_TEMPLATES" help:"A csv file name,code: the approved code of each template. Without it the names serve as codes."`
}

// WeComOn reports whether WeCom is configured.
func (c Config) WeComOn() bool { return c.WeComCorpID != "" }

// SMSOn reports whether short messages are configured.
func (c Config) SMSOn() bool { return c.SMSAccessKeyID != "" }

// MigrationURL is the database for what needs a session of its own.
func (c Config) MigrationURL() string {
	if c.DatabaseDirectURL != "" {
		return c.DatabaseDirectURL
	}
	return c.DatabaseURL
}

// setting is one variable.
type setting struct {
	// name is without the prefix.
	name, help, secret, gate, preset string
	// value is as it stands, given whether the environment has it.
	value string
	given bool
}

// settings returns every variable in the order of Config.
func settings(getenv func(string) string) []setting {
	var all []setting
	for f := range reflect.TypeFor[Config]().Fields() {
		s := setting{name: f.Tag.Get("env"), help: f.Tag.Get("help"), secret: f.Tag.Get("secret"), gate: f.Tag.Get("gate"),
			preset: f.Tag.Get("envDefault")}
		s.value = strings.TrimSpace(getenv(envPrefix + s.name))
		if s.given = s.value != ""; !s.given {
			s.value = s.preset
		}
		all = append(all, s)
	}
	return all
}

// problem is what is missing or wrong with one variable.
type problem struct{ name, text string }

// loadConfig reads the environment for the server and refuses what is missing or wrong, all at once. An empty variable is
// like none.
func loadConfig(getenv func(string) string) (Config, error) {
	return loadFor(getenv, append(names(), "")...)
}

// loadFor is loadConfig for a command that uses only some variables; only these may be missing or wrong. A name that a command
// cannot do without (databaseURL, redisURL) is missing when it is empty.
func loadFor(getenv func(string) string, used ...string) (Config, error) {
	cfg, problems := readConfig(getenv)
	var lines []string
	for _, p := range problems {
		if slices.Contains(used, p.name) {
			lines = append(lines, "  "+envPrefix+p.name+" "+p.text)
		}
	}
	if len(lines) > 0 {
		return Config{}, errors.New("the configuration is not complete:\n" + strings.Join(lines, "\n") +
			"\n`yaoban config` shows what is set, `yaoban config --example` explains every variable.")
	}
	return cfg, nil
}

// names are the names of all variables.
func names() []string {
	var all []string
	for _, s := range settings(func(string) string { return "" }) {
		all = append(all, s.name)
	}
	return all
}

// readConfig reads the environment and finds everything that is wrong with it.
func readConfig(getenv func(string) string) (Config, []problem) {
	given := map[string]string{}
	all := settings(getenv)
	for _, s := range all {
		if s.given {
			given[envPrefix+s.name] = s.value
		}
	}
	var cfg Config
	var problems []problem
	err := env.ParseWithOptions(&cfg, env.Options{Prefix: envPrefix, Environment: given})
	var parts env.AggregateError
	switch {
	case errors.As(err, &parts):
		for _, e := range parts.Errors {
			problems = append(problems, problem{fieldVariable(e), "cannot be read: it must be a whole number"})
		}
	case err != nil:
		problems = append(problems, problem{"", fmt.Sprintf("cannot be read: %v", err)})
	}
	problems = append(problems, missing(all)...)
	for _, s := range all {
		if check := checks[s.name]; check != nil && s.value != "" && !slices.ContainsFunc(problems, func(p problem) bool { return p.name == s.name }) {
			if text := check(s.value); text != "" {
				problems = append(problems, problem{s.name, text})
			}
		}
	}
	return cfg, problems
}

// fieldVariable returns the variable of the field that could not be parsed.
func fieldVariable(err error) string {
	var e env.ParseError
	if errors.As(err, &e) {
		if f, ok := reflect.TypeFor[Config]().FieldByName(e.Name); ok {
			return f.Tag.Get("env")
		}
	}
	return ""
}

// missing finds what the server cannot do without, and gateways of which only a part is set.
func missing(all []setting) []problem {
	var problems []problem
	some := map[string]bool{}
	for _, s := range all {
		if s.gate != "" && s.given {
			some[s.gate] = true
		}
	}
	for _, s := range all {
		switch {
		case s.given:
		case s.name == "DATABASE_URL":
			problems = append(problems, problem{s.name, "is not set. " + s.help + " (`yaoban demo` needs none.)"})
		case s.name == "REDIS_URL":
			problems = append(problems, problem{s.name, "is not set. " + s.help})
		case some[s.gate]:
			problems = append(problems, problem{s.name, "is not set, though others of its gateway are. " + s.help})
		}
	}
	return problems
}
