package interp

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// outside says whether there is something at an absolute path outside the
// repository: Maybe, for a server may have anything. With an empty environment
// it is No, except where nobody can say so: what every Linux system has, where
// the repository itself may lie, and what a told variable leads to.
func (m *machine) outside(p string) value.Truth {
	if !m.EmptyEnvironment || onEveryLinux(p) || m.maybeDeployed(p) || m.leadsTo(p) {
		return value.Maybe
	}
	return value.No
}

// outsideMatching is outside for a pattern of Python's glob.
func (m *machine) outsideMatching(pattern string) value.Truth {
	fixed, _, _ := strings.Cut(strings.NewReplacer("?", "*", "[", "*").Replace(pattern), "*")
	folder := path.Dir(fixed + "x")
	if onEveryLinux(folder) {
		return value.Maybe
	}
	return m.outside(pattern)
}

var (
	// systemTrees have contents that no project brings along.
	systemTrees = []string{"/bin", "/dev", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr", "/etc/ssl", "/etc/pki", "/etc/ca-certificates"}
	// systemPaths are there by themselves, not with what may be below.
	systemPaths = words(`/ /boot /etc /home /media /mnt /opt /root /run /srv /tmp /var ` + value.Home + " " + value.Above + `
		/var/cache /var/lib /var/local /var/lock /var/log /var/mail /var/opt /var/run /var/spool /var/tmp
		/etc/debian_version /etc/environment /etc/fstab /etc/group /etc/gshadow /etc/hostname /etc/hosts /etc/issue
		/etc/ld.so.cache /etc/localtime /etc/machine-id /etc/mime.types /etc/motd /etc/mtab /etc/nsswitch.conf
		/etc/os-release /etc/passwd /etc/profile /etc/protocols /etc/redhat-release /etc/resolv.conf
		/etc/services /etc/shadow /etc/shells /etc/timezone`)
)

func onEveryLinux(p string) bool {
	for _, tree := range systemTrees {
		if p == tree || strings.HasPrefix(p, tree+"/") {
			return true
		}
	}
	return systemPaths[p]
}

// maybeDeployed reports whether the end of a path is one of the repository: a
// server may have the repository where the path leads, as in /app/manage.py.
func (m *machine) maybeDeployed(p string) bool {
	for rest := p; ; {
		_, after, more := strings.Cut(rest, "/")
		if !more {
			return false
		}
		for _, rel := range []string{after, path.Join(m.Root, after)} {
			if found, err := m.Index.Glob(rel); err != nil || len(found) > 0 {
				return true
			}
		}
		rest = after
	}
}

// leadsTo reports whether a path is made of the text of a variable that is
// told: who tells it has the file.
func (m *machine) leadsTo(p string) bool {
	for _, text := range m.Env {
		if text = strings.Trim(text, "/"); text != "" && strings.Contains(p, "/"+text) {
			return true
		}
	}
	return false
}
