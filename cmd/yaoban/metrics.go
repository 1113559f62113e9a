package main

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/notify"
)

// metrics are what Prometheus reads (deploy/alerts has rules over them). Labels hold codes and kinds, never people or texts.
type metrics struct {
	registry   *prometheus.Registry
	turns      *prometheus.HistogramVec
	callbacks  *prometheus.CounterVec
	pushes     *prometheus.CounterVec
	sends      *prometheus.HistogramVec
	calls      *prometheus.HistogramVec
	deliveries *prometheus.CounterVec
}

func newMetrics(db *postgres.DB) *metrics {
	seconds := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help,
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5}}, labels)
	}
	count := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &metrics{
		registry:   prometheus.NewRegistry(),
		turns:      seconds("yaoban_turn_seconds", "Turns by channel and by what they were.", "channel", "what"),
		callbacks:  count("yaoban_wecom_callbacks_total", "WeCom callbacks by fate.", "fate"),
		pushes:     count("yaoban_sms_pushes_total", "Items of the SMS gateway's pushes by fate.", "fate"),
		sends:      seconds("yaoban_send_seconds", "Attempts to send, by channel and the gateway's code.", "channel", "code"),
		calls:      seconds("yaoban_gateway_call_seconds", "Calls of the gateways' APIs.", "api", "code"),
		deliveries: count("yaoban_deliveries_total", "States that deliveries reached.", "channel", "state", "kind"),
	}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.turns, m.callbacks, m.pushes, m.sends, m.calls, m.deliveries, &outboxGauges{db: db})
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *metrics) turn(channel domain.Channel, what string, took time.Duration) {
	m.turns.WithLabelValues(string(channel), what).Observe(took.Seconds())
}

func (m *metrics) call(api, code string, took time.Duration) {
	m.calls.WithLabelValues(api, code).Observe(took.Seconds())
}

func (m *metrics) observer() notify.Observer {
	return notify.Observer{
		Sent: func(channel domain.Channel, code string, took time.Duration) {
			m.sends.WithLabelValues(string(channel), code).Observe(took.Seconds())
		},
		Became: func(channel domain.Channel, state delivery.State, kind string) {
			m.deliveries.WithLabelValues(string(channel), string(state), kind).Inc()
		},
	}
}

// outboxGauges reads the outbox when Prometheus asks, so that every process tells the same.
type outboxGauges struct{ db *postgres.DB }

var (
	outboxWaiting = prometheus.NewDesc("yaoban_outbox_waiting", "Rows of the outbox that are due and not done.", nil, nil)
	outboxOldest  = prometheus.NewDesc("yaoban_outbox_oldest_seconds", "How long the oldest of them has been due.", nil, nil)
	outboxDead    = prometheus.NewDesc("yaoban_outbox_dead", "Rows of the outbox that were given up.", nil, nil)
)

// Describe implements prometheus.Collector.
func (g *outboxGauges) Describe(ch chan<- *prometheus.Desc) {
	ch <- outboxWaiting
	ch <- outboxOldest
	ch <- outboxDead
}

// Collect implements prometheus.Collector. A database that does not answer leaves the gauges out, which alerts see.
func (g *outboxGauges) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	c, err := g.db.OutboxCounts(ctx)
	if err != nil {
		return
	}
	ch <- prometheus.MustNewConstMetric(outboxWaiting, prometheus.GaugeValue, float64(c.Waiting))
	ch <- prometheus.MustNewConstMetric(outboxOldest, prometheus.GaugeValue, c.Oldest.Seconds())
	ch <- prometheus.MustNewConstMetric(outboxDead, prometheus.GaugeValue, float64(c.Dead))
}
