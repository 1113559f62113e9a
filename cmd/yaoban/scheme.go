package main

type schemeCommand struct {
	Grading gradingCommand `cmd:"" help:"How doctors are graded: indicators, points, weights and thresholds."`
	Quality qualityCommand `cmd:"" help:"How visits are scored and which of them count."`
	Quota   quotaCommand   `cmd:"" help:"How often doctors are seen: by grade, product line and month."`
}

type qualityCommand struct {
	Show    showQualityCommand    `cmd:"" help:"Print the scheme in force, or another version, as a file to edit."`
	History historyQualityCommand `cmd:"" help:"List every version: from when, by whom, why."`
	Check   checkQualityCommand   `cmd:"" help:"Say what is wrong with a file, or what it would change. Changes nothing."`
	Apply   applyQualityCommand   `cmd:"" help:"Put the scheme of a file in force. Scores of before stay as they are."`
	Compare compareQualityCommand `cmd:"" help:"Say what the scheme of a file would have given the visits of a month. Changes nothing."`
}

type quotaCommand struct {
	Show    showQuotaCommand    `cmd:"" help:"Print the scheme in force, or another version, as a file to edit."`
	History historyQuotaCommand `cmd:"" help:"List every version: from when, by whom, why."`
	Check   checkQuotaCommand   `cmd:"" help:"Say what is wrong with a file, or what it would change. Changes nothing."`
	Apply   applyQuotaCommand   `cmd:"" help:"Put the scheme of a file in force for this month or from a later one on."`
}
