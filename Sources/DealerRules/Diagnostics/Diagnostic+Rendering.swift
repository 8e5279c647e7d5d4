extension Diagnostic {
  /// The finding as text: place and message, the source line with carets, and the help.
  ///
  /// ```text
  /// rules.json:2:3: error: unknown field `discountBq` [E301]
  ///   |   "discountBq": 250
  ///   |   ^^^^^^^^^^^^
  ///   = help: did you mean `discountBp`?
  /// ```
  /// Lines are cut to 100 columns. There is no line break at the end.
  /// - Complexity: O(bytes of the source); ``RuleErrors/rendered`` renders many at that cost.
  public func rendered(in sources: [RuleSource]) -> String {
    Diagnostic.rendered([self], in: sources)
  }

  /// Line and column of the start of the span, both from 1; columns count Unicode scalars.
  ///
  /// `nil` when the finding has no span or its source is not among `sources`.
  /// - Complexity: O(bytes of the source); ``DiagnosticPlaces`` finds many at that cost.
  public func lineAndColumn(in sources: [RuleSource]) -> (line: Int, column: Int)? {
    var places = DiagnosticPlaces(sources)
    return places.lineAndColumn(of: self)
  }

  /// Renders findings one after the other, reading each source once.
  ///
  /// In Chinese the title of the finding's code stands before its message, which names texts and
  /// numbers as they are written; a message that has no Chinese sentence stays English.
  public static func rendered(
    _ diagnostics: [Diagnostic], in sources: [RuleSource], language: Language = .english
  ) -> String {
    var places = DiagnosticPlaces(sources)
    return diagnostics.map { places.rendered($0, language: language) }.joined(separator: "\n")
  }

  /// The message alone, in Chinese after the title of the finding's code, as
  /// ``rendered(_:in:language:)`` has it.
  public func message(in language: Language) -> String {
    guard language == .chinese else { return message }
    let title = code.entry.map { $0.chineseTitle + "：" } ?? ""
    return title + (ChineseSentences.message(message, code) ?? message)
  }

  fileprivate func text(place: String?, excerpt: Excerpt?, _ language: Language) -> String {
    var text = place.map { $0 + ": " } ?? ""
    let kind = language.say(severity.rawValue, severity == .error ? "错误" : "警告")
    let isChinese = language == .chinese
    text += "\(kind): \(message(in: language)) [\(code.rawValue)]"
    if let excerpt {
      text += excerpt.line.isEmpty ? "\n  |" : "\n  | " + excerpt.line
      text += "\n  | " + excerpt.carets
    }
    if let help {
      text +=
        "\n  = \(language.say("help", "建议")): "
        + (isChinese ? ChineseSentences.help(help) ?? help : help)
    }
    return text
  }
}

/// The places of many findings, found by reading each source once.
public struct DiagnosticPlaces: Sendable {
  private let sources: [RuleSource]
  private var indexes: [Int32: LineIndex] = [:]

  /// Creates the places of findings about some documents.
  public init(_ sources: [RuleSource]) { self.sources = sources }

  /// Line and column of the start of a finding, as ``Diagnostic/lineAndColumn(in:)``.
  /// - Complexity: O(bytes of the source) once, then O(1).
  public mutating func lineAndColumn(of finding: Diagnostic) -> (line: Int, column: Int)? {
    place(of: finding).map { ($0.source.linesBefore + $0.line, $0.column) }
  }

  /// The finding as text, as ``Diagnostic/rendered(in:)``.
  /// - Complexity: O(bytes of the source) once, then O(1).
  public mutating func rendered(
    _ finding: Diagnostic, language: Language = .english
  ) -> String {
    guard let span = finding.span, let place = place(of: finding) else {
      // A finding about no place can only be about the document when there is just one.
      let name = sources.count == 1 ? sources[0].name : nil
      return finding.text(place: name, excerpt: nil, language)
    }
    let excerpt = Excerpt(place.source.bytes, span, lineStart: place.lineStart)
    let line = place.source.linesBefore + place.line
    let name = "\(place.source.name):\(line):\(place.column)"
    return finding.text(place: name, excerpt: excerpt, language)
  }

  private typealias Place = (source: RuleSource, line: Int, column: Int, lineStart: Int)

  private mutating func place(of finding: Diagnostic) -> Place? {
    guard let span = finding.span, sources.indices.contains(Int(span.source)) else { return nil }
    let source = sources[Int(span.source)]
    let index = indexes[span.source] ?? LineIndex(source.bytes)
    indexes[span.source] = index
    let place = index.place(of: Int(span.start))
    return (source, place.line, place.column, place.lineStart)
  }
}

/// The part of a source line that a message shows, and the carets under it.
struct Excerpt: Hashable, Sendable {
  /// Columns that fit beside the four of the margin.
  private static let width = 96
  /// Columns kept before the caret when the start of a long line is cut.
  private static let context = 40
  /// Bytes looked at on each side; enough for 96 columns of any script.
  private static let reach = 400

  private(set) var line = ""
  private(set) var carets = ""

  init(_ bytes: [UInt8], _ span: SourceSpan, lineStart: Int) {
    let count = bytes.count
    var start = min(max(Int(span.start), lineStart), count)
    // The LF of a CRLF belongs to the terminator, so the caret stands on the CR.
    if start > lineStart, start < count, bytes[start] == 10, bytes[start - 1] == 13 { start -= 1 }
    let end = Excerpt.lineEnd(bytes, from: start)
    var low = max(lineStart, start - Excerpt.reach)
    while low > lineStart, bytes[low] & 0xC0 == 0x80 { low -= 1 }
    var high = min(end, start + Excerpt.reach)
    while high < end, bytes[high] & 0xC0 == 0x80 { high += 1 }
    let marked = min(max(Int(span.end), start), high)
    var before = Excerpt.cells(bytes[low..<start])
    var after = Excerpt.cells(bytes[start..<marked])
    let markedCells = after.count
    after += Excerpt.cells(bytes[marked..<high])

    var cutLeft = low > lineStart
    var (left, right) = (Excerpt.columns(before), Excerpt.columns(after))
    if cutLeft || left + right > Excerpt.width {
      let kept = right < Excerpt.width - Excerpt.context ? Excerpt.width - right - 1 : 0
      let surplus = left - max(kept, Excerpt.context)
      let dropped = Excerpt.prefix(of: before, columns: surplus)
      left -= Excerpt.columns(Array(before.prefix(dropped)))
      before.removeFirst(dropped)
      cutLeft = cutLeft || dropped > 0
    }
    var cutRight = high < end
    let used = left + (cutLeft ? 1 : 0)
    while right + (cutRight ? 1 : 0) > Excerpt.width - used, let last = after.popLast() {
      right -= last.columns
      cutRight = true
    }
    line = (cutLeft ? "…" : "") + Excerpt.text(before + after) + (cutRight ? "…" : "")
    let run = Excerpt.columns(Array(after.prefix(markedCells)))
    carets = String(repeating: " ", count: used) + String(repeating: "^", count: max(1, run))
  }

  /// One scalar and the columns it takes.
  private typealias Cell = (scalar: Unicode.Scalar, columns: Int)

  private static func cells(_ bytes: ArraySlice<UInt8>) -> [Cell] {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
      let shown = TextWidth.visible(scalar)
      return (shown, TextWidth.of(shown))
    }
  }

  /// How many cells from the start it takes to fill some columns.
  private static func prefix(of cells: [Cell], columns: Int) -> Int {
    var (count, filled) = (0, 0)
    while filled < columns, count < cells.count {
      filled += cells[count].columns
      count += 1
    }
    return count
  }

  private static func columns(_ cells: [Cell]) -> Int { cells.reduce(0) { $0 + $1.columns } }

  private static func text(_ cells: [Cell]) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: cells.map(\.scalar))
    return String(text)
  }

  /// The end of the line, or a place beyond what an excerpt shows.
  private static func lineEnd(_ bytes: [UInt8], from start: Int) -> Int {
    var end = start
    let last = min(bytes.count, start + 2 * reach)
    while end < last, bytes[end] != 10, bytes[end] != 13 { end += 1 }
    return end
  }
}
