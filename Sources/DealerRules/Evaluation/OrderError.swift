/// A structural fault of one order; no other order is touched by it (RULES.md X-004).
public struct OrderError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Code: UInt8, Hashable, Sendable, CaseIterable {
    /// The order has no lines.
    case noLines
    /// The order has more lines than the limit.
    case tooManyLines
    /// A line number is outside 1…10⁶.
    case lineNumberOutOfRange
    /// Two lines have one number.
    case duplicateLineNumber
    /// A quantity is zero or negative.
    case quantityNotPositive
    /// An exact amount does not fit 64 bits of millionths.
    case overflow
    /// The document could not be read as an order.
    case unreadable
    /// A fact names what the rules do not have, is of the wrong kind, or is below zero.
    case badFacts
    /// The order was resolved against other rules than it is priced by.
    case otherRules
    /// The lines of the orders before it leave no room in the batch.
    case batchTooLarge
    /// The order's approvals, and the findings they name, are more than the limit.
    case tooManyApprovals
  }

  /// The order's id.
  public var order: String
  /// What is wrong.
  public var code: Code
  /// The number of the line at fault, or `nil`.
  public var line: Int32?

  /// Creates an error.
  public init(order: String, code: Code, line: Int32? = nil) {
    self.order = order
    self.code = code
    self.line = line
  }
}

extension OrderError: CustomStringConvertible {
  /// `order 17, line 3: quantityNotPositive`.
  public var description: String {
    "order \(order)" + (line.map { ", line \($0)" } ?? "") + ": \(code)"
  }
}

/// A limit of the compile or of a call was passed (RULES.md X-009).
public struct LimitExceeded: Error, Hashable, Sendable {
  /// What there was too much of, `"orders per batch"`.
  public var what: String
  /// The limit.
  public var limit: Int
  /// How much was given.
  public var given: Int

  /// Creates an error.
  public init(what: String, limit: Int, given: Int) {
    self.what = what
    self.limit = limit
    self.given = given
  }
}
