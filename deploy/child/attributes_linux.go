package child

import "syscall"

// attributes puts the child in a process group of its own (a Ctrl-C is for the parent), under user, and has the kernel send it
// the signal last when its parent dies.
func attributes(user *User, last syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: last, Credential: user.credential()}
}
