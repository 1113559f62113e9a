// Package wecom is WeCom's way in: it verifies and decrypts callbacks, decodes their XML into inbox.Inbound, hands each to
// the turn and answers with an encrypted passive reply. It speaks the protocol only; what is answered is the bot's business,
// reached through the Turner that this package declares (DESIGN.md part 2, protocols: WeCom parts 1 to 3).
package wecom

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

const (
	// padBlock is WeCom's PKCS#7 block: 32 bytes, although AES works on 16. An unpadder for 16 fails on half of all messages.
	padBlock = 32
	// frame is what stands before the message: 16 random bytes and its length in 4.
	frame = 16 + 4
)

var (
	tokenForm  = regexp.MustCompile(`^[A-Za-z0-9]{1,32}$`)
	aesKeyForm = regexp.MustCompile(`^[A-Za-z0-9]{43}$`)
)

// Codec signs, encrypts and decrypts what travels between WeCom and one app. It is safe for concurrent use.
type Codec struct {
	token     string
	block     cipher.Block
	iv        []byte
	receiveID string
}

// NewCodec checks the three values that the app's page 接收消息 → 设置API接收 shows: Token of 1 to 32 letters and digits,
// EncodingAESKey of exactly 43. receiveID is the CorpID for an app of one's own (protocols: WeCom part 1). An error names the
// value that is wrong and never holds it.
func NewCodec(token, aesKey, receiveID string) (*Codec, error) {
	if !tokenForm.MatchString(token) {
		return nil, errors.New("the callback's Token must be 1 to 32 letters and digits")
	}
	if !aesKeyForm.MatchString(aesKey) {
		return nil, errors.New("the callback's EncodingAESKey must be exactly 43 letters and digits")
	}
	if receiveID == "" {
		return nil, errors.New("the callback needs the CorpID to compare messages with")
	}
	// The ordinary decoder on purpose: many keys, the official sample's too, have bits behind the last byte that a strict
	// one refuses.
	key, err := base64.StdEncoding.DecodeString(aesKey + "=")
	if err != nil || len(key) != 32 {
		return nil, errors.New("the callback's EncodingAESKey does not decode to 32 bytes")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make the callback's cipher: %w", err)
	}
	return &Codec{token: token, block: block, iv: key[:aes.BlockSize], receiveID: receiveID}, nil
}

// Sign returns the signature of ciphertext: the lower-case hex SHA-1 of the sorted Token, timestamp, nonce and ciphertext.
func (c *Codec) Sign(timestamp, nonce, ciphertext string) string {
	parts := []string{c.token, timestamp, nonce, ciphertext}
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// Verify compares a signature in constant time. It returns Refused with BadSignature.
func (c *Codec) Verify(signature, timestamp, nonce, ciphertext string) error {
	if subtle.ConstantTimeCompare([]byte(signature), []byte(c.Sign(timestamp, nonce, ciphertext))) != 1 {
		return refused(BadSignature)
	}
	return nil
}

// Decrypt opens a ciphertext whose signature was verified and returns the message in it. It returns Refused with BadBase64,
// BadCipher (length, padding, the message's own length) or BadReceiver (made for another company).
func (c *Codec) Decrypt(ciphertext string) ([]byte, error) {
	sealed, err := base64.StdEncoding.DecodeString(ciphertext)
	if err != nil {
		return nil, refused(BadBase64)
	}
	if len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return nil, refused(BadCipher)
	}
	plain := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(c.block, c.iv).CryptBlocks(plain, sealed)
	plain, ok := unpad(plain)
	if !ok || len(plain) < frame {
		return nil, refused(BadCipher)
	}
	length := uint64(binary.BigEndian.Uint32(plain[16:frame]))
	rest := plain[frame:]
	if length > uint64(len(rest)) {
		return nil, refused(BadCipher)
	}
	if subtle.ConstantTimeCompare(rest[length:], []byte(c.receiveID)) != 1 {
		return nil, refused(BadReceiver)
	}
	return rest[:length:length], nil
}

// Encrypt seals a message with 16 bytes of random and returns the ciphertext in Base64. The only error is random's.
func (c *Codec) Encrypt(message []byte, random io.Reader) (string, error) {
	plain := make([]byte, frame, frame+len(message)+len(c.receiveID)+padBlock)
	if _, err := io.ReadFull(random, plain[:16]); err != nil {
		return "", fmt.Errorf("read randomness for a reply: %w", err)
	}
	binary.BigEndian.PutUint32(plain[16:], uint32(len(message)))
	plain = append(plain, message...)
	plain = append(plain, c.receiveID...)
	pad := padBlock - len(plain)%padBlock
	plain = append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(c.block, c.iv).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain), nil
}

// unpad takes the padding off: 1 to 32 bytes, each of which holds their number.
func unpad(b []byte) ([]byte, bool) {
	pad := int(b[len(b)-1])
	if pad < 1 || pad > padBlock || pad > len(b) {
		return nil, false
	}
	body := b[:len(b)-pad]
	return body, bytes.Count(b[len(body):], []byte{byte(pad)}) == pad
}
