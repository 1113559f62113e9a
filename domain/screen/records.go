package screen

// leastRecord is the smallest number of a record: they are drawn from 1001 on.
const leastRecord = 1001

// markRecords keeps 完成 with the number of a follow-up (完成 1009 练了三条; 1009 完成了) from being a task, and that number from being a
// count. With a unit behind it the number counts something (完成 1200 盒).
func markRecords(cs []char, ts []token) {
	for i := range ts {
		if !isWord(cs, ts[i], "完成") && !isWord(cs, ts[i], "完成了") {
			continue
		}
		n := -1
		switch {
		case i+1 < len(ts) && begins(ts, i) && isRecord(ts, i+1):
			n = i + 1
		case i > 0 && begins(ts, i-1) && isRecord(ts, i-1):
			n = i - 1
		}
		if n >= 0 {
			ts[i].class, ts[n].class = 0, 0
		}
	}
}

// begins reports whether a clause begins with word i.
func begins(ts []token, i int) bool { return i == 0 || ts[i-1].clause != ts[i].clause }

// isRecord reports whether word i may be the number of a record.
func isRecord(ts []token, i int) bool {
	k := ts[i]
	if k.class&number == 0 || k.vague || k.value < leastRecord || k.value >= most {
		return false
	}
	return i+1 == len(ts) || ts[i+1].gap > mark || ts[i+1].class&(pack|script|cases|money|timeUnit|goods|filler) == 0 && (ts[i+1].class&number == 0 || ts[i+1].gap > tight)
}

// isWord reports whether a word has these characters.
func isWord(cs []char, k token, word string) bool {
	i := k.from
	for _, r := range word {
		if i >= k.to || cs[i].r != r {
			return false
		}
		i++
	}
	return i == k.to
}
