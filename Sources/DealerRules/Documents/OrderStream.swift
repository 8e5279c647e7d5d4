/// Reads orders from a file that comes in blocks of bytes, so that no file is ever held whole
/// (RULES.md N-005, N-008).
///
/// What it gives is what ``OrderReader`` gives of the whole file, whatever the blocks; places of
/// findings are those of the whole file.
public struct OrderStream: Sendable {
  /// Bytes of one record, and of the rows of one order; what is longer is told as a problem.
  public static let recordBytes = 16 << 20

  private let name: String
  private let recordBytes: Int
  private let format: OrderReader.Format
  private let rules: CompiledRules
  private let defaultDate: CivilDate?
  private var cutter: RecordCutter
  /// The header of a table with its line end; it goes before every block.
  private var header: [UInt8] = []
  private var headerLines = 0
  /// Rows of the order at the end of a block, whose other rows may come with the next.
  private var kept: [UInt8] = []
  /// Rows at its begin that were read with the order before: their order cannot be told, so that
  /// they spoil the next one as well. Places count from the first byte of `kept`.
  private var stray = OrderReader.StrayRows()
  private var strayEnd = 0
  /// Bytes behind `kept` that wait until there are as many, so that long orders are not read anew
  /// with every block.
  private var waiting: [UInt8] = []
  /// A row that was too long may be one of the order that comes next.
  private var spoilsNext = false
  /// An order whose rows were too many; others of it may come.
  private var endless: String?
  private var isEndless = false
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
    self.init(
      name: name, format: format, rules: rules, defaultDate: defaultDate,
      recordBytes: OrderStream.recordBytes)
  }

  /// The same with another bound.
  init(
    name: String, format: OrderReader.Format, rules: CompiledRules, defaultDate: CivilDate?,
    recordBytes: Int
  ) {
    self.name = name
    self.format = format
    self.rules = rules
    self.defaultDate = defaultDate
    self.recordBytes = recordBytes
    cutter = RecordCutter(isTable: format == .csv, recordBytes: recordBytes)
  }

  /// Reads the orders that end in a block; a part at its end waits for the next.
  ///
  /// - Parameters:
  ///   - block: The next bytes.
  ///   - isLast: Whether none come after them.
  ///   - take: Takes each order or problem, and the source that places of findings are in: the
  ///     records that they are about alone, so that telling a problem costs no more than reading
  ///     it.
  /// - Complexity: O(bytes).
  public mutating func read(
    _ block: [UInt8], isLast: Bool, _ take: (OrderReader.Item, RuleSource) -> Void
  ) {
    for piece in cutter.cut(block, isLast: isLast) {
      if let gap = piece.gap {
        // What was read of an order stands beside the gap.
        read([], end: .gap, take)
        pass(gap, take)
      }
      read(piece.bytes, end: nil, take)
    }
    if isLast { read([], end: .file, take) }
  }

  /// What cuts records off from those that may go on with them.
  private enum End { case file, gap }

  /// Reads whole records; what may go on with the next is kept.
  private mutating func read(
    _ records: [UInt8], end: End?, _ take: (OrderReader.Item, RuleSource) -> Void
  ) {
    waiting += records
    guard end != nil || waiting.count >= kept.count else { return }
    let bytes = kept + waiting
    (kept, waiting) = ([], [])
    // A table without a byte lacks its header, which is told.
    guard !isBroken, !bytes.isEmpty || end == .file && !hasBegun else { return }
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
    if stray.start != nil {
      reader.resume(at: headEnd + strayEnd, after: stray.moved(by: headEnd))
      (stray, strayEnd) = (OrderReader.StrayRows(), 0)
    }
    let rest = takeItems(&reader, source, headEnd, end, take)
    kept = Array(source.bytes[rest...])
    lines += LineEnds.count(source.bytes[headEnd..<rest])
    reader.exchange(&ids)
  }

  /// Passes over a record that is too long.
  private mutating func pass(_ gap: Int, _ take: (OrderReader.Item, RuleSource) -> Void) {
    defer { lines += gap }
    guard !isBroken else { return }
    let source = RuleSource(name: name, bytes: [], linesBefore: lines)
    let finding = Diagnostic(
      code: .documentTooLarge,
      message: "a record has more than \(recordBytes) bytes",
      help: format == .csv ? "a closing quote may be missing" : "state one order on each line",
      span: SourceSpan(source: 0, 0, 0))
    let isHeader = format == .csv && !hasBegun
    take(
      .problem(OrderProblem(order: nil, diagnostics: [finding], isOfTable: isHeader)), source)
    guard format == .csv else { return }
    spoilsNext = hasBegun
    isBroken = !hasBegun
  }

  /// Takes the header of a table and tells what is wrong with it.
  private mutating func begin(
    _ reader: inout OrderReader, _ source: RuleSource, _ headEnd: Int,
    _ take: (OrderReader.Item, RuleSource) -> Void
  ) {
    hasBegun = true
    header = Array(source.bytes[..<headEnd])
    headerLines = LineEnds.count(header[...])
    lines = headerLines
    if format == .csv, let problem = reader.headerProblem() { take(problem, source) }
  }

  /// Hands on what ends in a block; returns where what waits for the next begins.
  private mutating func takeItems(
    _ reader: inout OrderReader, _ source: RuleSource, _ headEnd: Int, _ end: End?,
    _ take: (OrderReader.Item, RuleSource) -> Void
  ) -> Int {
    let count = source.bytes.count
    var told = (offset: headEnd, lines: lines)
    while true {
      let start = max(reader.nextStart, headEnd)
      let before = reader.stray
      guard var item = reader.next() else { return count }
      // The rows of the last order of a table may go on in the next block.
      let isLast = format == .csv && reader.nextStart >= count
      let first = format == .csv ? reader.firstRow : start
      let isTooLong = format == .csv && min(reader.nextStart, count) - first > recordBytes
      if isLast, end == nil, !isTooLong {
        OrderStream.takeBack(item, from: &reader)
        guard let strayStart = before.start else { return start }
        stray = before.moved(by: -strayStart)
        strayEnd = start - strayStart
        return strayStart
      }
      let place = SourceSpan(source: 0, first, first)
      if isTooLong {
        item.spoil(
          "the rows of one order have more than \(recordBytes) bytes",
          help: "make several orders of it", at: place)
      }
      if spoilsNext || isLast && end == .gap {
        item.spoil("a row beside this order is too long to tell whether it is its own", at: place)
      }
      let isRest = isEndless && (item.order == nil || item.order == endless)
      if !isRest { hand(item, source, headEnd, &told, take) }
      // Rows of no known order beside too many rows may be those of the order behind them.
      spoilsNext = (isRest || isTooLong) && reader.stray.start != nil
      if !isRest { endless = item.order }
      isEndless = isRest ? isLast || item.order == nil : isLast && isTooLong
    }
  }

  /// Hands on an item; the findings of a problem come with the lines that they name.
  /// - Parameter told: A place in the source, and the lines of the file before it.
  private func hand(
    _ item: OrderReader.Item, _ source: RuleSource, _ headEnd: Int,
    _ told: inout (offset: Int, lines: Int), _ take: (OrderReader.Item, RuleSource) -> Void
  ) {
    guard case .problem(var problem) = item else { return take(item, source) }
    let spans = problem.diagnostics.compactMap(\.span)
    guard let first = spans.map({ Int($0.start) }).min(), first >= headEnd,
      let last = spans.map({ Int($0.end) }).max()
    else { return take(item, source) }
    let lines = source.bytes.lines(from: first, to: last, notBefore: headEnd)
    if lines.lowerBound >= told.offset {
      told.lines += LineEnds.count(source.bytes[told.offset..<lines.lowerBound])
    } else {
      told.lines -= LineEnds.count(source.bytes[lines.lowerBound..<told.offset])
    }
    told.offset = lines.lowerBound
    for index in problem.diagnostics.indices {
      problem.diagnostics[index].span = problem.diagnostics[index].span?.moved(
        by: -lines.lowerBound)
    }
    let part = RuleSource(
      name: name, bytes: Array(source.bytes[lines]), linesBefore: told.lines)
    take(.problem(problem), part)
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

extension OrderReader.StrayRows {
  /// The same where the source begins at another byte.
  fileprivate func moved(by bytes: Int) -> OrderReader.StrayRows {
    var result = self
    result.start = start.map { $0 + bytes }
    for index in findings.indices {
      result.findings[index].span = findings[index].span?.moved(by: bytes)
    }
    return result
  }
}

extension OrderReader.Item {
  /// The order's id, where it could be read.
  fileprivate var order: String? {
    switch self {
    case .order(let order): order.id
    case .problem(let problem): problem.order
    }
  }

  /// Makes a problem of it, with one finding more.
  fileprivate mutating func spoil(_ message: String, help: String? = nil, at span: SourceSpan) {
    var findings: [Diagnostic] = []
    if case .problem(let problem) = self { findings = problem.diagnostics }
    findings.append(
      Diagnostic(code: .documentTooLarge, message: message, help: help, span: span))
    self = .problem(OrderProblem(order: order, diagnostics: findings))
  }
}

extension SourceSpan {
  /// The same where the source begins at another byte.
  fileprivate func moved(by bytes: Int) -> SourceSpan {
    SourceSpan(source: source, Int(start) + bytes, Int(end) + bytes)
  }
}

extension [UInt8] {
  /// The bytes of the lines that a stretch of them touches, line ends included.
  fileprivate func lines(from first: Int, to last: Int, notBefore bound: Int) -> Range<Int> {
    var start = Swift.min(first, count)
    while start > bound, !endsLine(before: start) { start -= 1 }
    var end = Swift.max(start, Swift.min(last, count))
    while end < count, end == start || !endsLine(before: end) { end += 1 }
    return start..<end
  }

  /// Whether a line ends right before a byte: by LF, CRLF, or CR alone.
  private func endsLine(before offset: Int) -> Bool {
    let byte = self[offset - 1]
    return byte == 10 || byte == 13 && (offset == count || self[offset] != 10)
  }
}
