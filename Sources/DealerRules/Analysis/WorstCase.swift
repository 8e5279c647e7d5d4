/// The deepest discount that a class of customers can reach on a product (RULES.md U-025).
public struct WorstCase: Sendable {
  /// The product.
  public var product: String
  /// The first customer of the class by id.
  public var customer: String
  /// How many customers the class has.
  public var customers: Int
  /// The order that reaches it; the line that it states first, whatever its number, is the
  /// product's.
  public var order: Order
  /// List amount of that line in millionths.
  public var list: Int64
  /// Net of that line in millionths.
  public var net: Int64
  /// The offers that took something off it, in the order in which they did.
  public var rules: [RuleRef]

  /// What is off, in millionths of the list amount, cut toward zero.
  public var discount: Int64 {
    guard list > 0 else { return 0 }
    return Int64(clamping: (Int128(list) - Int128(net)) * 1_000_000 / Int128(list))
  }

  /// Whether it is deeper than another; of equal ones the smaller quantity is.
  func isDeeper(than other: WorstCase) -> Bool {
    let mine = (Int128(list) - Int128(net)) * Int128(other.list)
    let its = (Int128(other.list) - Int128(other.net)) * Int128(list)
    if mine != its { return mine > its }
    return quantity < other.quantity
  }

  /// Adds a rule to those that bring it there.
  mutating func add(_ rule: RuleRef) {
    if !rules.contains(rule) { rules.append(rule) }
  }

  private var quantity: Int64 { order.lines.first?.quantity.thousandths ?? 0 }
}

extension AnalysisFinding {
  /// The witness as a line of NDJSON that ``OrderReader`` reads (RULES.md N-005), or `nil`.
  public var witnessDocument: String? { witness.map { WitnessWriter.text($0) } }
}

extension WorstCase {
  /// The order as a line of NDJSON that ``OrderReader`` reads (RULES.md N-005).
  public var document: String { WitnessWriter.text(order) }
}

/// Writes the orders that searches make up.
enum WitnessWriter {
  static func text(_ order: Order) -> String {
    var json = JSONWriter()
    json.write(order)
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
