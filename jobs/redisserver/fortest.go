package redisserver

import "context"

// test is what ForTest needs of a *testing.T; this package is also part of the binary, which must not carry package testing.
type test interface {
	Helper()
	Context() context.Context
	Cleanup(func())
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// ForTest starts a server that only this test uses and returns its URL (redis://…). It ends with the test. It is always the real
// one: a machine without redis-server fails the test with the command to run.
func ForTest(t test) string {
	t.Helper()
	s, err := Start(t.Context(), Options{})
	if err != nil {
		t.Fatalf("this test needs redis-server ('deploy/setup.sh test' brings it): %v", err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Errorf("%v", err)
		}
	})
	return s.URL()
}
