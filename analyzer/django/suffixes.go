package django

import "strings"

// publicSuffixes are suffixes under which anybody can have a host, of the
// places where Django sites usually live. The full list is at
// https://publicsuffix.org/list/public_suffix_list.dat; a suffix of one label
// ("com") always counts.
var publicSuffixes = map[string]bool{
	"appspot.com": true, "azurewebsites.net": true, "cloudfront.net": true,
	"co.in": true, "co.jp": true, "co.nz": true, "co.uk": true, "co.za": true,
	"com.ar": true, "com.au": true, "com.br": true, "com.cn": true,
	"com.mx": true, "com.tr": true, "fly.dev": true, "github.io": true,
	"gitlab.io": true, "herokuapp.com": true, "netlify.app": true,
	"ngrok.io": true, "ngrok-free.app": true, "onrender.com": true,
	"org.uk": true, "pages.dev": true, "pythonanywhere.com": true,
	"railway.app": true, "up.railway.app": true, "run.app": true,
	"a.run.app": true, "vercel.app": true, "web.app": true, "workers.dev": true,
}

// PublicSuffix reports whether anybody can have a host directly below a
// domain. It knows the common ones only.
func PublicSuffix(domain string) bool {
	domain = strings.ToLower(strings.Trim(domain, "."))
	return domain != "" && (!strings.Contains(domain, ".") || publicSuffixes[domain])
}
