import DealerRules

/// Turns a part of each block into bytes, and sums it up.
actor DecisionFormatter {
  /// How decisions are written.
  enum Form: Sendable {
    /// NDJSON, a record an order.
    case records
    /// CSV, a row a line.
    case table
  }

  /// A part of a block as bytes.
  struct Part: Sendable {
    var bytes: [UInt8] = []
    /// What is to be told on standard error.
    var notes: [String] = []
  }

  /// Orders whose hashes are taken together.
  private static let hashedOrders = 32

  private let form: Form?
  private let rules: CompiledRules
  private let detail: Detail
  private var records: DecisionRecordWriter
  private var table: DecisionTableWriter
  /// Bytes of the largest part, so that the next need not grow to it.
  private var capacity = 0
  /// What the parts so far come to.
  private(set) var summary: Summary

  /// Creates a formatter; without a form it only sums up.
  init(_ form: Form?, _ rules: CompiledRules, _ rulesHash: String, _ detail: Detail) {
    self.form = form
    self.rules = rules
    self.detail = detail
    records = DecisionRecordWriter(rules, rulesHash: rulesHash)
    table = DecisionTableWriter(rules)
    summary = Summary(rules)
  }

  /// Some orders of a block with the problems among them, in their order; the last part has those
  /// at the end.
  func part(_ range: Range<Int>, of priced: PricedBlock) -> Part {
    var part = Part()
    part.bytes.reserveCapacity(capacity)
    defer { capacity = max(capacity, part.bytes.count) }
    let (orders, problems) = (priced.block.orders, priced.block.problems)
    let isLast = range.upperBound == orders.count
    var next = problems.firstIndex { $0.position >= range.lowerBound } ?? problems.count
    var (hashes, hashed): ([String], Int) = ([], range.lowerBound)
    for index in range {
      while next < problems.count, problems[next].position == index {
        write(problems[next], &part)
        next += 1
      }
      summary.add(index, of: orders, priced.batch, priced.result, &part.notes)
      switch form {
      case .records:
        if index == hashed + hashes.count {
          hashed = index
          let end = min(index + DecisionFormatter.hashedOrders, range.upperBound)
          hashes = rules.inputsHashes(of: orders[index..<end])
        }
        records.append(
          index, priced.batch, priced.result, detail: detail, inputsHash: hashes[index - hashed],
          to: &part.bytes)
        part.bytes.append(0x0A)
      case .table: table.append(index, priced.batch, priced.result, to: &part.bytes)
      case nil: break
      }
    }
    if isLast {
      for problem in problems[next...] { write(problem, &part) }
    }
    return part
  }

  /// The place of an order that could not be read.
  private func write(_ problem: OrderBlock.Problem, _ part: inout Part) {
    summary.errors += 1
    if !problem.isOfTable { summary.orders += 1 }
    part.notes.append(problem.text)
    switch form {
    case .records:
      let id = Console.quoted(problem.order ?? "")
      let rest = "\"outcome\":\"error\",\"error\":\"unreadable\",\"line\":null}\n"
      part.bytes += Array("{\"v\":1,\"order\":\(id),\(rest)".utf8)
    case .table: table.appendError(problem.order ?? "", line: nil, to: &part.bytes)
    case nil: break
    }
  }
}
