package interp

// Everything makes Explore turn round all decisions.
func Everything(p *Program) { p.everything = true }

// Lived makes Explore run every world, those too that it could imagine.
func Lived(p *Program) { p.lived = true }
