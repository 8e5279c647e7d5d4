import DealerRules
import Foundation

/// Stored sales of priced orders, one record a line (RULES.md Z-007).
struct SalesOutput {
  private let rules: CompiledRules
  private let hashes: RuleHashes
  private let handle: FileHandle

  init(_ path: String, _ rules: CompiledRules) throws {
    self.rules = rules
    hashes = rules.hashes()
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw FileError(message: "cannot write `\(path)`") }
    self.handle = handle
  }

  /// Writes the sale of an order that is not blocked, as it stands after the orders before it.
  func write(_ order: Order, after carried: CarriedUse) throws {
    guard case .success(let sale) = rules.sale(of: order, after: carried, hashes: hashes) else {
      return
    }
    try handle.write(contentsOf: Data(SaleRecord.bytes(of: sale) + [10]))
  }

  func close() throws { try handle.close() }
}
