package jobs

import (
	"fmt"
	"log/slog"

	"github.com/hibiken/asynq"
)

// logger gives asynq's lines to slog. What asynq calls information is of use to developers only, and nothing that it says
// ends the process.
type logger struct{ log *slog.Logger }

var _ asynq.Logger = logger{}

func (l logger) Debug(args ...any) { l.log.Debug(line(args)) }
func (l logger) Info(args ...any)  { l.log.Debug(line(args)) }
func (l logger) Warn(args ...any)  { l.log.Warn(line(args)) }
func (l logger) Error(args ...any) { l.log.Error(line(args)) }
func (l logger) Fatal(args ...any) { l.log.Error(line(args)) }

func line(args []any) string { return "asynq: " + fmt.Sprint(args...) }
