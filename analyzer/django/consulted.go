package django

import "slices"

// alsoConsulted are the settings that rules ask about besides the relevant
// ones.
var alsoConsulted = []string{
	"AUTO_LOGOUT", "DEFAULT_HASHING_ALGORITHM", "MEDIA_ROOT", "SIGNED_COOKIE_LEGACY_SALT_FALLBACK",
	"STATICFILES_DIRS", "STATIC_ROOT",
}

// Consulted reports whether any rule may ask for the value of a setting.
func Consulted(name string) bool { return Relevant(name) || slices.Contains(alsoConsulted, name) }
