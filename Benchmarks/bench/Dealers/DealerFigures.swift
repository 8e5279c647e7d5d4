import Foundation

/// What a run over the dealer batch measured.
struct DealerFigures {
  var promotions = ""
  var prices = 0
  var threads = 1
  var batch = 0
  var orders = 0
  var lines = 0
  var explains = false
  /// Nanoseconds of each repetition.
  var times: [Double] = []
  var digest = ""
  var statuses = [0, 0, 0, 0]
  /// Sum of the totals, in cents.
  var total: Int64 = 0
  /// Free units.
  var gifts: Int64 = 0
  var allocationsPerOrder: Double?
  var bytesPerPrice: Double?
  var compiledBytesPerPrice: Double?
  var load = Duration.zero
  var resolve = Duration.zero
  var firstOrder = Duration.zero
  var updates: DealerUpdates?
  var snapshot: DealerSnapshot?
  var latencies: [Latency] = []

  /// How long single orders take.
  struct Latency {
    var explains: Bool
    /// Nanoseconds at the percentiles 50, 90, 99 and 99.9, and of the slowest.
    var values: [Double]

    /// The figures of some times.
    init(explains: Bool, _ times: [Double]) {
      self.explains = explains
      let sorted = times.sorted()
      let places = [0.5, 0.9, 0.99, 0.999, 1]
      values = places.map { sorted[min(sorted.count - 1, Int(Double(sorted.count) * $0))] }
    }
  }

  /// The middle repetition in nanoseconds.
  var median: Double {
    let sorted = times.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The shortest repetition in nanoseconds.
  var least: Double { times.min() ?? 0 }

  private func text(_ value: Double?, _ decimals: Int) -> String {
    value.map { String(format: "%.\(decimals)f", $0) } ?? "null"
  }

  private var fields: [(name: String, value: String)] {
    [
      ("promotions", "\"\(promotions)\""), ("prices", "\(prices)"), ("threads", "\(threads)"),
      ("batch", "\(batch)"), ("orders", "\(orders)"), ("lines", "\(lines)"),
      ("ns_per_line_median", text(median / Double(max(lines, 1)), 1)),
      ("ns_per_line_min", text(least / Double(max(lines, 1)), 1)),
      ("orders_per_second_median", text(Double(orders) * 1e9 / median, 0)),
      ("digest", "\"\(digest)\""), ("explain", "\(explains)"),
      ("allocations_per_order", text(allocationsPerOrder, 6)),
      ("bytes_per_price", text(bytesPerPrice, 1)),
      ("load_compile_ms", text(load.milliseconds, 1)),
      ("first_order_ms", text(firstOrder.milliseconds, 3)),
      ("row_update_us", text(updates?.row, 1)),
      ("row_update_bytes", text(updates?.rowBytes, 0)),
      ("offer_update_ms", text(updates?.offer, 2)),
      ("customer_update_ms", text(updates?.customer, 2)),
      ("snapshot_bytes", "\(snapshot?.bytes ?? 0)"),
      ("snapshot_save_ms", text(snapshot?.save, 1)),
      ("snapshot_load_ms", text(snapshot?.load, 1)),
      ("snapshot_first_order_ms", text(snapshot?.firstOrder, 1)),
      ("peak_bytes", "\(Memory.peakBytes)"),
      ("lines_per_second_median", text(Double(lines) * 1e9 / median, 0)),
      ("reps", "\(times.count)"), ("compiled_bytes_per_price", text(compiledBytesPerPrice, 1)),
      ("resolve_ms", text(resolve.milliseconds, 1)),
      ("ok", "\(statuses[0])"), ("territory", "\(statuses[1])"),
      ("exclusive", "\(statuses[2])"), ("credit", "\(statuses[3])"), ("total", "\(total)"),
      ("gifts", "\(gifts)"),
    ]
  }

  /// One JSON object on one line.
  var json: String {
    var parts = fields.map { "\"\($0.name)\": \($0.value)" }
    for latency in latencies {
      let name = latency.explains ? "latency_ns_explain" : "latency_ns"
      parts.append("\"\(name)\": [\(latency.values.map { text($0, 0) }.joined(separator: ", "))]")
    }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  /// The same as lines of text.
  var table: String {
    var lines = fields.map { field in
      field.name.padding(toLength: 26, withPad: " ", startingAt: 0) + field.value
    }
    for latency in latencies {
      let values = latency.values.map { text($0 / 1000, 1) }.joined(separator: "  ")
      lines.append(
        "single order, \(latency.explains ? "steps" : "amounts"): \(values) us"
          + " (50 %, 90 %, 99 %, 99.9 %, slowest)")
    }
    return lines.joined(separator: "\n")
  }
}
