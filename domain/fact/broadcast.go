package fact

// What happened to a broadcast. After is broadcast.Kept of BroadcastWritten and BroadcastConfirmed, and otherwise counts or the time that
// was set. BroadcastWithdrawn: what was not told yet is not told; After says how many had been.
const (
	BroadcastWritten     Kind = "broadcast.written"
	BroadcastConfirmed   Kind = "broadcast.confirmed"
	BroadcastSent        Kind = "broadcast.sent"
	BroadcastWithdrawn   Kind = "broadcast.withdrawn"
	BroadcastReminderSet Kind = "broadcast.reminder_set"
	BroadcastReminded    Kind = "broadcast.reminded"
)
