package interp

// Everything makes Explore turn round all decisions.
func Everything(p *Program) { p.everything = true }
