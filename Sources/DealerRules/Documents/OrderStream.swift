/// Reads orders from a file that comes in blocks of bytes, so that no file is ever held whole
/// (RULES.md N-005).
///
/// What it gives is what ``OrderReader`` gives of the whole file; only places of findings are told
/// from the start of their block, whose source is named after the line before it.
public struct OrderStream {
  private let name: String
  private let format: OrderReader.Format
  private let rules: CompiledRules
  private let defaultDate: CivilDate?
  private var cutter: RecordCutter
  /// The header of a table with its line end; it goes before every block.
  private var header: [UInt8] = []
  /// Rows of the order at the end of a block, whose other rows may come with the next.
  private var kept: [UInt8] = []
  private var lines: UInt32 = 0
  private var last: OrderReader?

  /// Creates a reader.
  /// - Parameters:
  ///   - name: The file's name, for findings.
  ///   - format: How the orders are written.
  ///   - rules: The rules that are to price the orders.
  ///   - defaultDate: The date of orders that state none.
  public init(
    name: String, format: OrderReader.Format, rules: CompiledRules, defaultDate: CivilDate? = nil
  ) {
    self.name = name
    self.format = format
    self.rules = rules
    self.defaultDate = defaultDate
    cutter = RecordCutter(isTable: format == .csv)
  }

  /// Reads the orders that end in a block; a part at its end waits for the next.
  ///
  /// - Parameters:
  ///   - block: The next bytes.
  ///   - isLast: Whether none come after them.
  ///   - take: Takes each order or problem, and the source that places of findings are in.
  /// - Complexity: O(bytes).
  public mutating func read(
    _ block: [UInt8], isLast: Bool, _ take: (OrderReader.Item, RuleSource) -> Void
  ) {
    let bytes = kept + cutter.cut(block, isLast: isLast)
    kept = []
    guard !bytes.isEmpty else { return }
    let place = lines == 0 ? name : "\(name) after line \(lines)"
    let source = RuleSource(name: place, bytes: header + bytes)
    var reader = OrderReader(source, format: format, rules: rules, defaultDate: defaultDate)
    if var other = last { reader.takeIDs(of: &other) }
    let headEnd = format == .csv ? reader.offset : 0
    if header.isEmpty { header = Array(source.bytes[..<headEnd]) }
    var end = source.bytes.count
    while true {
      let start = max(reader.nextStart, headEnd)
      guard let item = reader.next() else { break }
      // The rows of the last order of a table may go on in the next block.
      if format == .csv, !isLast, reader.nextStart >= source.bytes.count {
        OrderStream.takeBack(item, from: &reader)
        end = start
        break
      }
      take(item, source)
    }
    kept = Array(source.bytes[end...])
    lines &+= RecordCutter.lineEnds(source.bytes[header.count..<end])
    last = reader
  }

  /// Lets an order be read again; one whose rows stood at an earlier place stays known.
  private static func takeBack(_ item: OrderReader.Item, from reader: inout OrderReader) {
    switch item {
    case .order(let order): reader.forget(order.id)
    case .problem(let problem):
      guard let id = problem.order,
        !problem.diagnostics.contains(where: { $0.code == .scatteredOrder })
      else { return }
      reader.forget(id)
    }
  }
}
