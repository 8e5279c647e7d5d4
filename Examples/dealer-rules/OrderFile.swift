import DealerRules
import DealerRulesFoundation
import Foundation

/// The orders of a file, some thousand at a time, so that memory does not grow with the file.
struct OrderFile {
  /// Bytes read at a time.
  static let bytes = 4 << 20
  /// Orders handed on at a time.
  static let block = 4096

  private let handle: FileHandle
  private var stream: OrderStream
  private var waiting: [Order] = []
  private var isDone = false
  /// Orders that could not be read.
  private(set) var unreadable = 0

  /// Opens the named file, else the orders of the project.
  init(
    _ option: String?, _ project: RuleProject, _ rules: CompiledRules, _ date: CivilDate?
  ) throws {
    guard let url = option.map({ URL(fileURLWithPath: $0) }) ?? project.ordersURL else {
      throw FileError(message: "the project has neither orders.csv nor orders.ndjson")
    }
    guard let handle = FileHandle(forReadingAtPath: url.path) else {
      throw FileError(message: "cannot read `\(url.path)`")
    }
    self.handle = handle
    stream = OrderStream(
      name: url.lastPathComponent,
      format: url.lastPathComponent.hasSuffix(".csv") ? .csv : .ndjson, rules: rules,
      defaultDate: date)
  }

  /// The next orders; empty at the end. Findings go to standard error.
  mutating func next() throws -> [Order] {
    while waiting.count < OrderFile.block, !isDone {
      let data: Data
      do {
        data = try handle.read(upToCount: OrderFile.bytes) ?? Data()
      } catch {
        throw FileError(message: "cannot read the orders: \(error)")
      }
      isDone = data.isEmpty
      var problems = 0
      stream.read([UInt8](data), isLast: isDone) { item, source in
        switch item {
        case .order(let order): waiting.append(order)
        case .problem(let problem):
          problems += 1
          Console.note(Diagnostic.rendered(problem.diagnostics, in: [source]))
        }
      }
      unreadable += problems
    }
    let taken = Array(waiting.prefix(OrderFile.block))
    waiting.removeFirst(taken.count)
    return taken
  }
}
