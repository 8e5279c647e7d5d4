import DealerRules
import Foundation

/// Where `price --out` writes decisions: NDJSON or CSV, buffered.
struct DecisionOutput {
  private let handle: FileHandle
  private let isCSV: Bool
  private let rules: CompiledRules
  private var writer: DecisionRecordWriter
  private var buffer: [UInt8] = []

  /// Opens the output; `-` is standard output.
  init(_ path: String, _ rules: CompiledRules) throws {
    if path == "-" {
      handle = .standardOutput
      isCSV = false
    } else {
      let isNDJSON = path.hasSuffix(".ndjson")
      isCSV = path.hasSuffix(".csv")
      guard isNDJSON || isCSV else {
        throw Arguments.UsageError(message: "--out takes F.ndjson, F.csv or -, not `\(path)`")
      }
      guard FileManager.default.createFile(atPath: path, contents: nil),
        let handle = FileHandle(forWritingAtPath: path)
      else { throw FileError(message: "cannot write `\(path)`") }
      self.handle = handle
    }
    self.rules = rules
    writer = DecisionRecordWriter(rules, rulesHash: rules.rulesHash())
    if isCSV {
      buffer += Array("order,outcome,currency,line,product,quantity,unit,list,net\n".utf8)
    }
  }

  /// Writes the decision of one order.
  mutating func write(
    _ index: Int, _ order: Order, _ batch: OrderBatch, _ result: PricedBatch, _ detail: Detail
  ) throws {
    if isCSV {
      writeRows(rules.decision(of: order, at: index, batch, result), order)
    } else {
      buffer += writer.record(
        index, batch, result, detail: detail, inputsHash: rules.inputsHash(of: order))
      buffer.append(0x0A)
    }
    if buffer.count > 1 << 20 { try flush() }
  }

  /// Writes the place of an order that could not be read.
  mutating func writeUnreadable(_ id: String) throws {
    let name = Console.quoted(id)
    let text =
      isCSV
      ? "\(DecisionOutput.cell(id)),error,,,,,,,\n"
      : "{\"v\":1,\"order\":\(name),\"outcome\":\"error\",\"error\":\"unreadable\",\"line\":null}\n"
    buffer += Array(text.utf8)
  }

  private mutating func writeRows(_ decision: Result<Decision, OrderError>, _ order: Order) {
    switch decision {
    case .failure(let error):
      let line = error.line.map { "\($0)" } ?? ""
      buffer += Array("\(DecisionOutput.cell(order.id)),error,,\(line),,,,,\n".utf8)
    case .success(let decision):
      for line in decision.lines {
        let cells = [
          DecisionOutput.cell(order.id), decision.outcome.name, decision.currency.code,
          "\(line.number)", DecisionOutput.cell(line.product), "\(line.quantity)",
          DecisionOutput.cell(line.unit),
          Money(millionths: line.list, decision.currency).decimalText,
          Money(millionths: line.net, decision.currency).decimalText,
        ]
        buffer += Array((cells.joined(separator: ",") + "\n").utf8)
      }
    }
  }

  /// A CSV field, quoted where it needs to be.
  static func cell(_ text: String) -> String {
    // By bytes: a line end of two is one Character, and so is a comma with a mark upon it.
    let special: [UInt8] = [0x2C, 0x22, 0x0A, 0x0D]
    guard text.utf8.contains(where: { special.contains($0) }) else { return text }
    let doubled = text.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }
    return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
  }

  private mutating func flush() throws {
    do {
      try handle.write(contentsOf: Data(buffer))
    } catch {
      throw FileError(message: "cannot write the decisions: \(error)")
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left.
  mutating func close() throws {
    try flush()
    if handle !== FileHandle.standardOutput { try handle.close() }
  }
}
