package wecom

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"
)

// Finding is one line of yaoban wecom check.
type Finding struct {
	// Code names what was looked at: token, trusted_ip, agent, callback, visible, menu.
	Code string
	OK   bool
	// What is how it stands, Do what a person has to do about it; Do is empty where nothing is to be done.
	What, Do string
}

// Expected is what the app is compared with. Each part may be left out.
type Expected struct {
	// CallbackURL is the address of /wecom/callback as WeCom reaches it.
	CallbackURL string
	// Probe asks that address as WeCom does when the URL is saved; nil cannot tell.
	Probe func(ctx context.Context) error
	// Staff are the userids of the import.
	Staff []string
	// Menu is the menu that the app should have.
	Menu Menu
	// Progress is told how many of the staff were looked up; nil is told nothing.
	Progress func(done, total int)
}

const (
	consoleApp      = "管理后台 → 应用管理 → 应用 → 自建 → 选择应用"
	consoleCorp     = "管理后台 → 我的企业 → 企业信息 → 企业ID"
	consoleIP       = consoleApp + " → 企业可信IP → 配置"
	consoleReceive  = consoleApp + " → 接收消息 → 设置API接收"
	consoleVisible  = consoleApp + " → 可见范围 → 编辑"
	lookupsAtOnce   = 8
	lookupsASecond  = 120 // below the limit of 10,000 a minute with room for the app itself
	namedInFindings = 20
)

// Check looks at the app in the order of a first installation: the token, the trusted address, the agent id, the callback, the
// people whom the app may see, the menu. It sends no message and changes nothing. Where one finding makes all further questions
// fail the same way it stops, but for the callback, which does not need the API.
func (c *Client) Check(ctx context.Context, want Expected) []Finding {
	findings := []Finding{c.checkToken(ctx)}
	if findings[0].OK {
		agent, err := c.Agent(ctx)
		findings = append(findings, checkAddress(err))
		if findings[1].OK {
			findings = append(findings, c.checkAgent(agent, err))
		}
	}
	findings = append(findings, checkCallback(ctx, want))
	if !findings[0].OK || len(findings) < 4 || !findings[2].OK {
		return findings
	}
	if len(want.Staff) > 0 {
		findings = append(findings, c.checkVisible(ctx, want))
	}
	if len(want.Menu.Buttons) > 0 {
		findings = append(findings, c.checkMenu(ctx, want.Menu))
	}
	return findings
}

// Setup puts the menu into the app, the one thing that can be set from here, and checks the rest.
func (c *Client) Setup(ctx context.Context, want Expected) []Finding {
	var failed error
	if len(want.Menu.Buttons) > 0 {
		failed = c.CreateMenu(ctx, want.Menu)
	}
	findings := c.Check(ctx, want)
	at := slices.IndexFunc(findings, func(f Finding) bool { return f.Code == "menu" })
	if failed != nil && at >= 0 {
		findings[at] = unexpected("menu", "The menu cannot be created", failed)
	}
	return findings
}

func (c *Client) checkToken(ctx context.Context) Finding {
	f := Finding{Code: "token"}
	_, err := c.tokens.GetAccessTokenContext(ctx)
	var e *APIError
	if !errors.As(err, &e) {
		f.OK, f.What = true, "WeCom gives an access token for this corp id and secret."
		return f
	}
	switch e.Errcode {
	case 40001, 41004:
		f.What, f.Do = "WeCom does not accept the secret.", "Copy it from "+consoleApp+" → Secret → 查看 into YAOBAN_WECOM_SECRET."
	case 40013, 41002:
		f.What, f.Do = "WeCom does not accept the corp id.", "Copy it from "+consoleCorp+" into YAOBAN_WECOM_CORP_ID."
	default:
		return unexpected("token", "No access token", err)
	}
	if e.Wait > 0 {
		f.Do += " Try again after a minute: WeCom blocks an address that keeps trying with a wrong one."
	}
	return f
}

// checkAddress reads from the first call with a token whether our address is trusted.
func checkAddress(err error) Finding {
	var e *APIError
	if !errors.As(err, &e) || e.Errcode != 60020 && e.Errcode != 301042 {
		if e != nil && e.Errcode == 0 {
			return unexpected("trusted_ip", "WeCom does not answer", err)
		}
		return Finding{Code: "trusted_ip", OK: true, What: "WeCom takes calls from this machine's address."}
	}
	address := e.Caller
	if address == "" {
		address = "this machine's public address"
	}
	return Finding{Code: "trusted_ip", What: "WeCom refuses calls from " + address + ".",
		Do: "Add " + address + " at " + consoleIP + "; it works after about a minute."}
}

func (c *Client) checkAgent(a Agent, err error) Finding {
	switch {
	case err != nil:
		var e *APIError
		if errors.As(err, &e) && outcomes[e.Errcode].say != "" && e.Errcode != -1 {
			return Finding{Code: "agent", What: fmt.Sprintf("The agent id %d does not serve with this secret (code %s).", c.agent, e.Code),
				Do: "Copy AgentId and Secret of one app from " + consoleApp + " into YAOBAN_WECOM_AGENT_ID and YAOBAN_WECOM_SECRET."}
		}
		return unexpected("agent", "The app cannot be read", err)
	case a.Closed:
		return Finding{Code: "agent", What: "The app " + a.Name + " is switched off.", Do: "Switch it on at " + consoleApp + " → 启用."}
	}
	return Finding{Code: "agent", OK: true, What: fmt.Sprintf("The app is %s (agent id %d).", a.Name, c.agent)}
}

// checkCallback asks our own public address as WeCom would. Whether WeCom has the address saved, no API tells.
func checkCallback(ctx context.Context, want Expected) Finding {
	f := Finding{Code: "callback"}
	paste := "Paste it as URL at " + consoleReceive + ", with the values of YAOBAN_WECOM_TOKEN and YAOBAN_WECOM_AES_KEY, and tick 用户发送的普通消息, 用户上报的进入应用事件 and 模板卡片事件."
	switch {
	case want.CallbackURL == "":
		f.What, f.Do = "The public address of /wecom/callback is not known here.", "Give it to this command. "+paste
	case want.Probe == nil:
		f.What, f.Do = "The callback is "+want.CallbackURL+"; it was not tried.", paste
	default:
		within, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		began := time.Now()
		if err := want.Probe(within); err != nil {
			f.What = "The callback " + want.CallbackURL + " does not answer as WeCom needs it: " + err.Error() + "."
			f.Do = "Start yaoban serve with the same Token and EncodingAESKey, and let the address lead to it over the public network."
			return f
		}
		if took := time.Since(began); took > time.Second {
			f.What, f.Do = fmt.Sprintf("The callback answers in %v; WeCom waits one second.", took.Round(time.Millisecond)), "Find what is slow between the public address and yaoban."
			return f
		}
		f.OK, f.What, f.Do = true, "The callback "+want.CallbackURL+" answers as WeCom needs it.", "Unless it is done: "+strings.ToLower(paste[:1])+paste[1:]
	}
	return f
}

// checkVisible looks every person of the import up.
func (c *Client) checkVisible(ctx context.Context, want Expected) Finding {
	var mu sync.Mutex
	var hidden, inactive []string
	done := 0
	pace := rate.NewLimiter(lookupsASecond, lookupsAtOnce)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(lookupsAtOnce)
	for _, userid := range want.Staff {
		group.Go(func() error {
			if err := pace.Wait(ctx); err != nil {
				return err
			}
			m, err := c.User(ctx, userid)
			if err != nil && !Invisible(err) {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				hidden = append(hidden, userid)
			case !m.Active:
				inactive = append(inactive, userid)
			}
			if done++; want.Progress != nil {
				want.Progress(done, len(want.Staff))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return unexpected("visible", "The people cannot be looked up", err)
	}
	f := Finding{Code: "visible", OK: len(hidden) == 0}
	f.What = fmt.Sprintf("The app sees %d of %d people of the import", len(want.Staff)-len(hidden), len(want.Staff))
	if len(hidden) > 0 {
		f.What += "; not " + named(hidden)
		f.Do = "Add them (or their departments) at " + consoleVisible + "; where the userid differs from the import's, correct the import."
	}
	if len(inactive) > 0 {
		f.What += "; not yet active in WeCom: " + named(inactive)
		f.Do = strings.TrimSpace(f.Do + " Have those who are not active join WeCom; until then they get short messages.")
	}
	f.What += "."
	return f
}

// named lists userids in order, the first of them by name.
func named(userids []string) string {
	slices.Sort(userids)
	if len(userids) <= namedInFindings {
		return strings.Join(userids, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(userids[:namedInFindings], ", "), len(userids)-namedInFindings)
}

func (c *Client) checkMenu(ctx context.Context, want Menu) Finding {
	f := Finding{Code: "menu", Do: "Run yaoban wecom setup."}
	have, err := c.Menu(ctx)
	var e *APIError
	switch {
	case errors.As(err, &e) && e.Errcode == 46003:
		f.What = "The app has no menu."
	case err != nil:
		return unexpected("menu", "The menu cannot be read", err)
	case !reflect.DeepEqual(plain(have.Buttons), plain(want.Buttons)):
		f.What = "The app's menu is not ours."
	default:
		f.OK, f.What, f.Do = true, "The app has our menu.", ""
	}
	return f
}

// plain makes menus comparable: WeCom gives an empty list where we have none, and a type where we leave it out.
func plain(entries []MenuEntry) []MenuEntry {
	var out []MenuEntry
	for _, e := range entries {
		e.Sub = plain(e.Sub)
		if len(e.Sub) > 0 {
			e.Type = ""
		}
		out = append(out, e)
	}
	return out
}

// unexpected is the finding of a call that failed for a reason that has nothing to do with what was looked at.
func unexpected(code, what string, err error) Finding {
	var e *APIError
	if !errors.As(err, &e) {
		return Finding{Code: code, What: what + ".", Do: "This is a fault of ours: " + err.Error()}
	}
	return Finding{Code: code, What: fmt.Sprintf("%s: %s answered %s.", what, e.API, e.Code), Do: "About that code: " + sendError(err).Say + "."}
}
