package main

import (
	"bufio"
	"fmt"

	_ "github.com/yaoban/yaoban/bot/command" // declares the texts of the commands
	_ "github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

type textsCommand struct{}

// Run prints the catalogue: a line each, the key and the text with its placeholders, line breaks as \n.
func (textsCommand) Run(sh *shell) error {
	out := bufio.NewWriter(sh.stdout)
	for _, t := range words.All() {
		fmt.Fprintf(out, "%s\t%q\n", t[0], t[1])
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print the texts: %w", err)
	}
	return nil
}
