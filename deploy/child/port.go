package child

import (
	"fmt"
	"net"
)

// FreePort returns a TCP port of 127.0.0.1 on which nobody listens now. Somebody may take it before it is used: who uses it
// tries another one then.
func FreePort() (int, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("look for a free port: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		return 0, fmt.Errorf("give back the port %d: %w", port, err)
	}
	return port, nil
}
