package main

type schemeCommand struct {
	Grading gradingCommand `cmd:"" help:"How doctors are graded: indicators, points, weights and thresholds."`
}
