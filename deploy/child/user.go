package child

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// User is an account that runs a child.
type User struct {
	Name     string
	uid, gid uint32
}

// Unprivileged returns the account for programs that refuse to run as root: postgres if there is one, else nobody. It is nil
// when this process is not root, and then everything runs as it is.
func Unprivileged() (*User, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("read the ids of the account %s: %w", name, err)
		}
		return &User{Name: name, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return nil, errors.New("root may not run PostgreSQL, and there is neither an account 'postgres' nor 'nobody' for it: run this as another user")
}

func (u *User) credential() *syscall.Credential {
	if u == nil {
		return nil
	}
	return &syscall.Credential{Uid: u.uid, Gid: u.gid}
}

// Own gives the folder or file at path to the user. It does nothing for a nil user.
func (u *User) Own(path string) error {
	if u == nil {
		return nil
	}
	if err := os.Chown(path, int(u.uid), int(u.gid)); err != nil {
		return fmt.Errorf("give %s to the account %s: %w", path, u.Name, err)
	}
	return nil
}

// Run runs a program of a private server to its end, in dir and as the user (nil: this process's own). The error holds what the
// program wrote.
func (u *User) Run(cmd *exec.Cmd, dir string) ([]byte, error) {
	cmd.Dir, cmd.Env = dir, environment()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: u.credential()}
	out, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, os.ErrPermission) && u != nil:
		return out, fmt.Errorf("the account %s, which runs what root may not, cannot enter %s or run %s: keep both outside of folders that only root can enter", u.Name, dir, cmd.Path)
	case err != nil:
		return out, fmt.Errorf("run %s: %w: %s", cmd.Path, err, out)
	}
	return out, nil
}
