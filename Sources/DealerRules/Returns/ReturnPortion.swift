/// Units of one item that come back by one line of a request (RULES.md Z-020).
struct ReturnPortion {
  /// The item.
  let index: Int
  /// Thousandths of the item that are back before these, and with them.
  let from: Int64
  let to: Int64
  /// What the request says of them; `nil` where everything comes back.
  let line: ReturnRequest.Line?
  /// What the policy says of the reason; `nil` where it names none such.
  let cause: ReturnCause?
  /// Thousandths of whole kits that they came with.
  let kits: Int64
}
