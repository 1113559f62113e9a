//go:build unix && !linux

package child

import "syscall"

// attributes puts the child in a process group of its own (a Ctrl-C is for the parent) and under user. There is no
// parent-death signal here: the sitter does that work.
func attributes(user *User, _ syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: user.credential()}
}
