package interp

// Everything makes Explore turn round all decisions.
func Everything(p *Program) { p.everything = true }

// Strictly makes Explore run the base world strictly first, where it is the only one.
func Strictly(p *Program) { p.strictly = true }

// Lived makes Explore run every world, those too that it could imagine.
func Lived(p *Program) { p.lived = true }
