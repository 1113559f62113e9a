package main

import (
	"github.com/yaoban/yaoban/bot/command"
	notifywecom "github.com/yaoban/yaoban/notify/wecom"
)

// appMenu is the menu of the app: 今天 | 待办 | 更多, each entry answered by role (PRODUCT.md X1).
func appMenu() notifywecom.Menu {
	click := func(name, key string) notifywecom.MenuEntry {
		return notifywecom.MenuEntry{Type: "click", Name: name, Key: key}
	}
	return notifywecom.Menu{Buttons: []notifywecom.MenuEntry{
		click("今天", command.MenuToday),
		click("待办", command.MenuTodo),
		{Name: "更多", Sub: []notifywecom.MenuEntry{
			click("本周计划", command.MenuWeek), click("本月进度", command.MenuQuota), click("帮助", command.MenuHelp),
		}},
	}}
}
