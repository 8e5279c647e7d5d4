/// Reads orders from a file that comes in blocks of bytes, so that no file is ever held whole
/// (RULES.md N-005, N-008).
///
/// What it gives is what ``OrderReader`` gives of the whole file, whatever the blocks; places of
/// findings are those of the whole file.
public struct OrderStream: Sendable {
  /// Bytes of one record, and of the rows of one order; more are taken apart and told as a problem.
  public static let recordBytes = 16 << 20

  private let name: String
  private let format: OrderReader.Format
  private let rules: CompiledRules
  private let defaultDate: CivilDate?
  private var cutter: RecordCutter
  /// The header of a table with its line end; it goes before every block.
  private var header: [UInt8] = []
  private var headerLines = 0
  /// Rows of the order at the end of a block, whose other rows may come with the next.
  private var kept: [UInt8] = []
  private var lines = 0
  private var hasBegun = false
  /// Nothing can be read: the table has no header to read it by.
  private var isBroken = false
  private var ids = RecentIDs()

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
    cutter = RecordCutter(isTable: format == .csv, recordBytes: OrderStream.recordBytes)
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
    // A table without a byte lacks its header, which is told.
    guard !isBroken, !bytes.isEmpty || isLast && !hasBegun else { return }
    let source = RuleSource(name: name, bytes: header + bytes, linesBefore: lines - headerLines)
    var reader = OrderReader(source, format: format, rules: rules, defaultDate: defaultDate)
    isBroken = reader.lacksHeader
    let headEnd = format == .csv ? reader.offset : 0
    if hasBegun {
      reader.passHeader()
    } else {
      begin(&reader, source, headEnd, take)
    }
    reader.exchange(&ids)
    let end = takeItems(&reader, source, headEnd, isLast: isLast, take)
    kept = Array(source.bytes[end...])
    lines += Int(RecordCutter.lineEnds(source.bytes[headEnd..<end]))
    reader.exchange(&ids)
  }

  /// Takes the header of a table and tells what is wrong with it.
  private mutating func begin(
    _ reader: inout OrderReader, _ source: RuleSource, _ headEnd: Int,
    _ take: (OrderReader.Item, RuleSource) -> Void
  ) {
    hasBegun = true
    header = Array(source.bytes[..<headEnd])
    headerLines = Int(RecordCutter.lineEnds(header[...]))
    lines = headerLines
    if format == .csv, let problem = reader.headerProblem() { take(problem, source) }
  }

  /// Hands on what ends in a block; returns where what waits for the next begins.
  private func takeItems(
    _ reader: inout OrderReader, _ source: RuleSource, _ headEnd: Int, isLast: Bool,
    _ take: (OrderReader.Item, RuleSource) -> Void
  ) -> Int {
    let count = source.bytes.count
    while true {
      let start = max(reader.nextStart, headEnd)
      guard let item = reader.next() else { return count }
      // The rows of the last order of a table may go on in the next block.
      guard format == .csv, !isLast, reader.nextStart >= count else {
        take(item, source)
        continue
      }
      guard count - start <= OrderStream.recordBytes else {
        take(OrderStream.tooLong(item), source)
        return count
      }
      OrderStream.takeBack(item, from: &reader)
      return start
    }
  }

  /// An order whose rows take too many bytes; rows that still come are told as scattered.
  private static func tooLong(_ item: OrderReader.Item) -> OrderReader.Item {
    let id: String?
    var findings: [Diagnostic] = []
    switch item {
    case .order(let order): id = order.id
    case .problem(let problem): (id, findings) = (problem.order, problem.diagnostics)
    }
    findings.append(
      Diagnostic(
        code: .documentTooLarge,
        message: "the rows of one order have more than \(recordBytes) bytes",
        help: "make several orders of it", span: nil))
    return .problem(OrderProblem(order: id, diagnostics: findings))
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
