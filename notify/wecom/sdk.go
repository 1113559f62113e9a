package wecom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/silenceper/wechat/v2/credential"
	"github.com/silenceper/wechat/v2/util"
	"github.com/silenceper/wechat/v2/work/addresslist"
	"github.com/silenceper/wechat/v2/work/material"
	"github.com/silenceper/wechat/v2/work/message"
)

// This file is the only one of the package that touches silenceper/wechat. The SDK gives the calls, their decoding and the types of their
// answers. Its clients (message.Client and its like) are not used for sending, for three reasons found in v2.1.14: they take no
// context, they escape < > & in JSON, which WeCom asks not to do (protocols: WeCom part 7) and which would make other bytes of
// a stored body, and they do not get a new token when WeCom withdraws one. The layer below them has none of these faults.
//
// Its HTTP client is a variable of the package, shared by everybody in the process. It is replaced once, by one that looks
// into the request's context for the Client that makes the call; requests without one go where they went before.

// What the calls answer: the SDK's types, and ours for what it has none for. Each embeds CommonError, by whose name the SDK's
// decoder finds the error number.
type (
	sendAnswer   = message.SendResponse
	userAnswer   = addresslist.UserGetResponse
	useridAnswer = addresslist.GetUseridResponse
	uploadAnswer = material.UploadTempFileResponse
	plainAnswer  struct{ util.CommonError }
	updateAnswer struct {
		util.CommonError
		InvalidUser []string `json:"invaliduser"` // an array, unlike message/send's
	}
	addressesAnswer struct {
		util.CommonError
		List []string `json:"ip_list"`
	}
	menuAnswer struct {
		util.CommonError
		Menu
	}
	agentAnswer struct {
		util.CommonError
		AgentID int64  `json:"agentid"`
		Name    string `json:"name"`
		Close   int    `json:"close"`
		Users   struct {
			User []struct {
				UserID string `json:"userid"`
			} `json:"user"`
		} `json:"allow_userinfos"`
		Departments struct {
			ID []int64 `json:"partyid"`
		} `json:"allow_partys"`
		Tags struct {
			ID []int64 `json:"tagid"`
		} `json:"allow_tags"`
	}
)

// A Tokens can stand in for the SDK's own token source wherever one of its clients is made.
var _ credential.AccessTokenContextHandle = (*Tokens)(nil)

type carrierKey struct{}

// router sends a request over the transport that its context names.
type router struct{ otherwise http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (r router) RoundTrip(req *http.Request) (*http.Response, error) {
	if carrier, ok := req.Context().Value(carrierKey{}).(http.RoundTripper); ok {
		return carrier.RoundTrip(req)
	}
	return r.otherwise.RoundTrip(req)
}

// adopt puts the router under the SDK, once a process, before the first call.
var adopt = sync.OnceFunc(func() {
	before := util.DefaultHTTPClient
	otherwise := before.Transport
	if otherwise == nil {
		otherwise = http.DefaultTransport
	}
	util.DefaultHTTPClient = &http.Client{
		Transport: router{otherwise},
		Jar:       before.Jar,
		Timeout:   before.Timeout,
		// A redirection would carry the token to another host, and would send a message a second time.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
})

// sdkGet makes a GET over carrier and returns the body of a 200.
func sdkGet(ctx context.Context, carrier http.RoundTripper, uri string) ([]byte, error) {
	return util.HTTPGetContext(context.WithValue(ctx, carrierKey{}, carrier), uri)
}

// sdkPost makes a POST of exactly body over carrier and returns the body of a 200.
func sdkPost(ctx context.Context, carrier http.RoundTripper, uri string, body []byte, contentType string) ([]byte, error) {
	return util.HTTPPostContext(context.WithValue(ctx, carrierKey{}, carrier), uri, body, map[string]string{"Content-Type": contentType})
}

// sdkToken asks for an access token at uri, which holds the secret.
func sdkToken(ctx context.Context, carrier http.RoundTripper, uri string) (token string, life time.Duration, errcode int64, errmsg string, err error) {
	answer, err := credential.GetTokenFromServerContext(context.WithValue(ctx, carrierKey{}, carrier), uri)
	if answer.ErrCode != 0 {
		return "", 0, answer.ErrCode, answer.ErrMsg, nil
	}
	if err == nil && answer.AccessToken == "" {
		err = errors.New("the answer holds no token")
	}
	return answer.AccessToken, time.Duration(answer.ExpiresIn) * time.Second, 0, "", err
}

// sdkDecode reads the JSON of an answer into out, a pointer to a struct that embeds commonError, and returns the answer's
// error number and message; err is for what is no such JSON.
func sdkDecode(body []byte, api string, out any) (errcode int64, errmsg string, err error) {
	err = util.DecodeWithError(body, out, api)
	var common *util.CommonError
	if errors.As(err, &common) {
		return common.ErrCode, common.ErrMsg, nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("read the answer: %w", errNotJSON)
	}
	return 0, "", nil
}

// sdkFile tells a file from the JSON error that comes in its place.
func sdkFile(body []byte, api string) (file []byte, errcode int64, errmsg string) {
	file, err := util.HandleFileResponse(body, api)
	var common *util.CommonError
	if errors.As(err, &common) {
		return nil, common.ErrCode, common.ErrMsg
	}
	return file, 0, ""
}
