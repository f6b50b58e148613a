package models

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// Errno are the numbers of errors, as Python's errno has them on Linux: those of
// files, and the commonest others.
var Errno = map[string]int64{
	"EPERM": 1, "ENOENT": 2, "ESRCH": 3, "EINTR": 4, "EIO": 5, "ENXIO": 6, "E2BIG": 7, "ENOEXEC": 8, "EBADF": 9, "ECHILD": 10,
	"EAGAIN": 11, "EWOULDBLOCK": 11, "ENOMEM": 12, "EACCES": 13, "EFAULT": 14, "EBUSY": 16, "EEXIST": 17, "EXDEV": 18,
	"ENODEV": 19, "ENOTDIR": 20, "EISDIR": 21, "EINVAL": 22, "ENFILE": 23, "EMFILE": 24, "ENOTTY": 25, "EFBIG": 27,
	"ENOSPC": 28, "ESPIPE": 29, "EROFS": 30, "EMLINK": 31, "EPIPE": 32, "ENAMETOOLONG": 36, "ENOTEMPTY": 39, "ELOOP": 40,
	"EADDRINUSE": 98, "ECONNRESET": 104, "ETIMEDOUT": 110, "ECONNREFUSED": 111,
}

func errnoNames() names {
	all := names{}
	for name, n := range Errno {
		all[name] = value.NewInt(n)
	}
	return all
}
