import DealerRules
import DealerRulesFoundation
import Foundation

/// Orders that were read together, in the order of the file.
struct OrderBlock: Sendable {
  /// An order that could not be read.
  struct Problem: Sendable {
    /// Orders of the block that stand before it.
    var position: Int
    /// Its id, where that could be read.
    var order: String?
    /// Whether it is the header of a table, and no order.
    var isOfTable = false
    /// Its findings with their places.
    var text: String
    /// The same, with the part of the file that they are about.
    var findings: RuleErrors
  }

  var orders: [Order] = []
  var problems: [Problem] = []
  /// Bytes of the file read so far.
  var offset = 0

  var isEmpty: Bool { orders.isEmpty && problems.isEmpty }

  /// Orders and problems in the order of the file.
  enum Item {
    case order(Order)
    case problem(Problem)
  }

  /// What was read, in the order of the file.
  var items: [Item] {
    var items: [Item] = []
    var told = 0
    for position in 0...orders.count {
      while told < problems.count, problems[told].position <= position {
        items.append(.problem(problems[told]))
        told += 1
      }
      if position < orders.count { items.append(.order(orders[position])) }
    }
    return items
  }

  /// The same orders, each in a block of its own with the problems before it.
  var singles: [OrderBlock] {
    var parts = orders.map { OrderBlock(orders: [$0], offset: offset) }
    for var problem in problems {
      let place = min(problem.position, orders.count - 1)
      guard place >= 0 else { return [self] }
      problem.position -= place
      parts[place].problems.append(problem)
    }
    return parts
  }
}

/// The orders of a file, a block of bytes at a time, so that memory does not grow with the file.
struct OrderFile {
  /// Bytes read at a time.
  static let bytes = 1 << 17
  /// Bytes and orders at which a block is full; small orders fill one before its bytes do.
  static let blockBytes = 1 << 20
  static let blockOrders = 4096

  /// Bytes of the file; 0 where that is not known.
  let size: Int
  /// The language of findings.
  private let language: Language
  private let handle: FileHandle
  /// What it is called in messages.
  private let name: String
  /// Its name without the folders.
  let shortName: String
  private var stream: OrderStream
  private var first: [UInt8]
  private var isDone = false
  private var offset = 0
  /// Orders that could not be read.
  private(set) var unreadable = 0

  /// Opens the named file, standard input where the name is `-`, else the orders of the project.
  init(
    _ option: String?, _ project: RuleProject, _ rules: CompiledRules, _ date: CivilDate?
  ) throws {
    try self.init(option, projectOrders: project.ordersURL, rules, date)
  }

  /// The same where a project may have orders of its own.
  init(
    _ option: String?, projectOrders: URL?, _ rules: CompiledRules, _ date: CivilDate?,
    language: Language = ReportWords.asked.language
  ) throws {
    self.language = language
    guard let url = option.map({ URL(fileURLWithPath: $0) }) ?? projectOrders else {
      throw FileError(message: "the project has neither orders.csv nor orders.ndjson")
    }
    let isInput = option == "-"
    guard let handle = isInput ? .standardInput : FileHandle(forReadingAtPath: url.path) else {
      throw FileError(message: "cannot read `\(url.path)`")
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    size = isInput ? 0 : (attributes?[.size] as? NSNumber)?.intValue ?? 0
    self.handle = handle
    name = isInput ? "standard input" : url.path
    first = isInput ? try OrderFile.read(handle, name) : []
    let isTable = isInput ? OrderFile.isTable(first) : url.lastPathComponent.hasSuffix(".csv")
    shortName = isInput ? "stdin" : url.lastPathComponent
    stream = OrderStream(
      name: shortName, format: isTable ? .csv : .ndjson,
      rules: rules, defaultDate: date)
  }

  /// Whether bytes without a name are a table: what does not begin with a bracket.
  private static func isTable(_ bytes: [UInt8]) -> Bool {
    let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
    guard let byte = bytes.first(where: { !blank.contains($0) }) else { return false }
    return byte != 0x7B && byte != 0x5B
  }

  private static func read(_ handle: FileHandle, _ name: String) throws -> [UInt8] {
    do {
      return [UInt8](try handle.read(upToCount: bytes) ?? Data())
    } catch {
      throw FileError(message: "cannot read `\(name)`")
    }
  }

  /// The next orders and problems; `nil` at the end.
  mutating func block() throws -> OrderBlock? {
    var block = OrderBlock()
    let start = offset
    while !isDone,
      block.isEmpty
        || block.orders.count < OrderFile.blockOrders && offset - start < OrderFile.blockBytes
    {
      var bytes: [UInt8] = []
      swap(&bytes, &first)
      if bytes.isEmpty { bytes = try OrderFile.read(handle, name) }
      isDone = bytes.isEmpty
      offset += bytes.count
      stream.read(bytes, isLast: isDone) { item, source in
        switch item {
        case .order(let order): block.orders.append(order)
        case .problem(let problem):
          block.problems.append(
            OrderBlock.Problem(
              position: block.orders.count, order: problem.order, isOfTable: problem.isOfTable,
              text: Diagnostic.rendered(problem.diagnostics, in: [source], language: language),
              findings: RuleErrors(diagnostics: problem.diagnostics, sources: [source])))
        }
      }
    }
    block.offset = offset
    unreadable += block.problems.count
    return block.isEmpty ? nil : block
  }

  /// The next orders; empty at the end. Findings go to standard error.
  mutating func next() throws -> [Order] {
    while let block = try block() {
      for problem in block.problems { Console.note(problem.text) }
      if !block.orders.isEmpty { return block.orders }
    }
    return []
  }
}
