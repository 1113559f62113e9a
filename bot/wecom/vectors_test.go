package wecom

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// The vectors of protocols: WeCom part 1.4. V1 to V4 and N1 to N3 belong to these three values, the official sample of
// WeCom's crypto page has its own.
const (
	vToken  = "QDG6eKtestToken2026"
	vAESKey = "kWxPkSLnAbCdEfGhIjKlMnOpQrStUvWxYz012345678"
	vCorp   = "ww0123456789abcdef"
)

const (
	v2Message = `<xml><ToUserName><![CDATA[ww0123456789abcdef]]></ToUserName><FromUserName><![CDATA[ZhangSan]]></FromUserName><CreateTime>1767225601</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好,订单#42 ✅]]></Content><MsgId>7456123456789012345</MsgId><AgentID>1000002</AgentID></xml>`
	v2Cipher  = "+tsmORyq+8i6Z2c3ZM4mFkSsfSaA5UaQi8lEuA1Y197MVPHIb3myWeYn0CwKDxPWx23PFgSL9kZis47T1k/T/BKNstUASCTpY7CzqBSMcpMQj5CI3/ts7/hBEMND0SOhYYfcHiDyUMdy1q8b1JKIpoPLIxJKNhziO2hcPnmgox6k9MH2OtpSon3/EciZcGmEBcDHWZ0xL1vLBR06dxuCj8vTfhG5qWJU3zROTQPxBGhysWluw3Box4zfR20OI+Sk8jQsD2O3jSiYkW3FFU12NdgwtJ115GN8KY0sTGFEUVJaSKBVsBiYjwpco3F2GQdb3Ot4zYvYXtjpxRxDDmV/yh4hjXmCxrTFXdZnAVKaiJAtKLU/Gl3ZF8FOt3/pFoNR5tu3XC1Brcy1CFa7aye1XQr/Bag6jEzigOP6r0JvPjEEv/KM88ts5R7U5O0hoimvOy9Bnjv4TnF7+QiKimFHAg=="
	v2Sig     = "92f3a0d395e3ea9d20a994c3e16c59a9a9561a97"
	v4Message = `<xml><ToUserName><![CDATA[ZhangSan]]></ToUserName><FromUserName><![CDATA[ww0123456789abcdef]]></FromUserName><CreateTime>1767225603</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>`
)

var vectors = []struct {
	name, timestamp, nonce, random, message, ciphertext, signature string
}{
	{"V1 echostr", "1767225600", "1372623149", "0123456789abcdef", "5927782489442352469",
		"DyMz9F/I8ROkeZ9y70ocZkwGNRgeOO/2ppn53x7ZkHzsvcPOFPaeQziKoNYP3HbcsZepjpcaRoDeoX54Xu1WXg==",
		"3a396c5183d55efb577355a4453246cd850fd904"},
	{"V2 text with plus signs", "1767225601", "nonce-2", "abcdefghijklmnop", v2Message, v2Cipher, v2Sig},
	{"V3 a whole block of padding", "1767225602", "n3", "ABCDEFGHIJKLMNOP", strings.Repeat("X", 26),
		"hSMvuffNaT9pjWcNMm2kCX/R9CRh0Goq6FyiukT8XCf7bicvI29C804c02ZmtZDWPLohmQ6naR3/9jhuN+ae5+c/v5CoMtapGx4Su2iS8AYyWj5jljHU4mb8I6aKhRoU",
		"a03a254799510f5e5cae1f6657d5d7019c5ca966"},
	{"V4 passive reply", "1767225603", "99887766", "QRSTUVWXYZ012345", v4Message,
		"SVQbIj1R85pAy5lzIib+K3HvD4ieoUqF9F1hvBEecCMxKn9m7bPMFo/bk9w8vgtYRA0uqTFIH/DEuQrGMuxOGeO3mYmRWxMPIB4bwbhQunBN2ak+SjDuqAkWrIGgJ2Pcaapu15f7lbvq0QXAlnppZ+n5qosrdxVsyOnCP8p8FfcdL5davGC4305bwpHMluYe5l6FwwGX2sBMN2f/OyDZt259gAQA01bddqACzM5bweM1phvsS+XT6VHjbXAlzZNYMxp4RhRiTfVemdeWr+orjhZBrrEr/Li/BAlJNHwu/rT4fbarSB3YjFOf1BpMATCaYmGkXvAGG2rANg0fET5njFEpFm+fIkT1qc6jjwAn/8JK9YEbkZ9UGJ1rAEoQaqPW",
		"8eaee1feb8a52b75f00ba86e9794d11cecbfc56f"},
}

func vectorCodec(t testing.TB) *Codec {
	t.Helper()
	c, err := NewCodec(vToken, vAESKey, vCorp)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVectors(t *testing.T) {
	c := vectorCodec(t)
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			if got := c.Sign(v.timestamp, v.nonce, v.ciphertext); got != v.signature {
				t.Errorf("signature %s, want %s", got, v.signature)
			}
			if err := c.Verify(v.signature, v.timestamp, v.nonce, v.ciphertext); err != nil {
				t.Errorf("the right signature: %v", err)
			}
			plain, err := c.Decrypt(v.ciphertext)
			if err != nil || string(plain) != v.message {
				t.Errorf("decrypted %q, %v", plain, err)
			}
			sealed, err := c.Encrypt([]byte(v.message), strings.NewReader(v.random))
			if err != nil || sealed != v.ciphertext {
				t.Errorf("encrypted %s, %v", sealed, err)
			}
		})
	}
}

func TestPassiveReplyIsVectorV4(t *testing.T) {
	at := time.Unix(1767225603, 0)
	if got := string(textReply("ZhangSan", vCorp, "收到", at)); got != v4Message {
		t.Errorf("inner XML %s", got)
	}
	got := string(vectorCodec(t).envelope("CIPHER", at, "99887766"))
	want := "<xml><Encrypt><![CDATA[CIPHER]]></Encrypt><MsgSignature><![CDATA[" + vectorCodec(t).Sign("1767225603", "99887766", "CIPHER") +
		"]]></MsgSignature><TimeStamp>1767225603</TimeStamp><Nonce><![CDATA[99887766]]></Nonce></xml>"
	if got != want {
		t.Errorf("envelope\n%s\nwant\n%s", got, want)
	}
}

func TestNegatives(t *testing.T) {
	c := vectorCodec(t)
	for _, n := range []struct {
		name, ciphertext, signature string
		want                        Reason
	}{
		{"N1 made for another company", "DyMz9F/I8ROkeZ9y70ocZjB5AscAaWThAaeCs08fJ2+iytaYvQ66moAEmvrGmSOYOZaXlSwWh+cdAvRX8jcgMg==", "4cf36f249e38efa0e81fb63a25cde627ee83c4fe", BadReceiver},
		{"N2 a length beyond the message", "DyMz9F/I8ROkeZ9y70ocZtebxsqtvIk7hz4OkLXKgquudsSf3zt/aaCkd6DF5pFMdmd1XB3yaKcPcIbXSgDjxw==", "9ac203083c7a279cb04b890ef74cb10a1ec9f51f", BadCipher},
		{"N3 a padding of 33", "DyMz9F/I8ROkeZ9y70ocZk2r5t1GUCY8GalCgqNSDEKh4Zf/udwq56TMP1ZEAHYq6r/kKJY7tj4EA7rGKmf2ew==", "a24c3e2bc80af681cf98aec747f1ff29589ab886", BadCipher},
	} {
		t.Run(n.name, func(t *testing.T) {
			if err := c.Verify(n.signature, "1767225604", "neg", n.ciphertext); err != nil {
				t.Fatalf("its signature is right: %v", err)
			}
			plain, err := c.Decrypt(n.ciphertext)
			if got := asRefused(err).Reason; err == nil || got != n.want || plain != nil {
				t.Errorf("%q, %v; want %s", plain, err, n.want)
			}
		})
	}
}

func TestOfficialSample(t *testing.T) {
	c, err := NewCodec("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
	if err != nil {
		t.Fatal(err)
	}
	const sealed = "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
	if err := c.Verify("477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", sealed); err != nil {
		t.Fatal(err)
	}
	plain, err := c.Decrypt(sealed)
	if err != nil {
		t.Fatal(err)
	}
	in, agent, err := Decode(plain)
	if err != nil || in.Text != "hello" || in.From != "mycreate" || in.ID != "4561255354251345929" || agent != "218" {
		t.Errorf("%+v, agent %s, %v", in, agent, err)
	}
}

func TestRefusesWhatIsNoCiphertext(t *testing.T) {
	c := vectorCodec(t)
	for name, tc := range map[string]struct {
		ciphertext string
		want       Reason
	}{
		"empty":               {"", BadCipher},
		"not Base64":          {"你好", BadBase64},
		"half a block":        {"DyMz9F/I8ROkeQ==", BadCipher},
		"one block":           {"DyMz9F/I8ROkeZ9y70ocZg==", BadCipher},
		"last block cut off":  {v2Cipher[:len(v2Cipher)-44] + "==", BadBase64},
		"truncated by blocks": {v2Cipher[:64], BadCipher},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Decrypt(tc.ciphertext)
			if err == nil || asRefused(err).Reason != tc.want {
				t.Errorf("%v, want %s", err, tc.want)
			}
		})
	}
	t.Run("unequal padding bytes", func(t *testing.T) {
		if _, ok := unpad([]byte("0123456789ab\x02\x03\x03\x03")[:15]); ok {
			t.Error("2,3,3 was taken for a padding of 3")
		}
		if _, ok := unpad([]byte{0}); ok {
			t.Error("0 was taken for a padding")
		}
		if _, ok := unpad([]byte{5, 5}); ok {
			t.Error("5 of 2 bytes was taken for a padding")
		}
	})
	t.Run("a signature over another ciphertext", func(t *testing.T) {
		if err := c.Verify(v2Sig, "1767225601", "nonce-2", strings.ReplaceAll(v2Cipher, "+", " ")); !errors.Is(err, Refused{BadSignature}) {
			t.Errorf("%v", err)
		}
	})
}

func TestNewCodecRefusesWrongForms(t *testing.T) {
	for name, v := range map[string][3]string{
		"no token":          {"", vAESKey, vCorp},
		"token too long":    {strings.Repeat("a", 33), vAESKey, vCorp},
		"token with a dash": {"a-b", vAESKey, vCorp},
		"key too short":     {vToken, vAESKey[1:], vCorp},
		"key too long":      {vToken, vAESKey + "a", vCorp},
		"key with a plus":   {vToken, vAESKey[1:] + "+", vCorp},
		"no corp id":        {vToken, vAESKey, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewCodec(v[0], v[1], v[2])
			if err == nil {
				t.Fatal("accepted")
			}
			for _, secret := range v[:2] {
				if len(secret) > 8 && strings.Contains(err.Error(), secret) {
					t.Errorf("the error holds the secret: %v", err)
				}
			}
		})
	}
}
