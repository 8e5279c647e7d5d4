/// Ranges of postal codes by country (RULES.md R-004).
struct PostalTable: Sendable {
  /// What a postal code says of a place.
  enum Answer: Equatable {
    /// The region of the range that holds it.
    case region(Int32)
    /// It is well written, but no range holds it.
    case beyond
    /// It is not of the country's form.
    case malformed
  }

  private struct Range: Sendable {
    var from: [UInt8]
    var below: [UInt8]
    var region: Int32
    var origin: SourceSpan?
  }

  private struct Country: Sendable {
    var form: [UInt8]
    var ranges: [Range] = []
  }

  /// By the region whose codes they are.
  private var countries: [Int32: Country] = [:]

  var isEmpty: Bool { countries.isEmpty }

  /// The country whose codes they are, where it is one alone.
  var onlyCountry: Int32? { countries.count == 1 ? countries.keys.first : nil }

  init() {}

  /// Compiles the ranges and reports those that are malformed, overlap or name no region.
  init(_ areas: [PostalArea], _ catalog: CatalogTable, _ sink: inout DiagnosticSink) {
    for area in areas { add(area, catalog, &sink) }
    for country in countries.keys.sorted() {
      countries[country]?.ranges.sort { $0.from.lexicographicallyPrecedes($1.from) }
      let ranges = countries[country]?.ranges ?? []
      for (first, second) in zip(ranges, ranges.dropFirst())
      where second.from.lexicographicallyPrecedes(first.below) {
        sink.report(
          .badPostalRange, "the range overlaps another of its country",
          help: "let one range end where the next begins", at: second.origin,
          about: Subject(fields: ["from"], other: first.origin))
      }
    }
  }

  private mutating func add(
    _ area: PostalArea, _ catalog: CatalogTable, _ sink: inout DiagnosticSink
  ) {
    var indices: [Int32] = []
    for (field, name) in [("country", area.country), ("region", area.region)] {
      let index = catalog.regions.index(of: name)
      indices.append(index)
      guard index < 0 else { continue }
      sink.report(
        .unknownReference, "there is no region \(Diagnostic.quote(name))",
        help: Suggestion.closest(to: name, among: catalog.regions.names).map {
          "did you mean `\($0)`?"
        } ?? "state the region first", at: area.origin,
        about: Subject(fields: [field], text: name))
    }
    guard indices.allSatisfy({ $0 >= 0 }) else { return }
    let form = PostalTable.normalised(area.form)
    let known = countries[indices[0]]?.form ?? form
    let range = Range(
      from: PostalTable.normalised(area.from), below: PostalTable.normalised(area.below),
      region: indices[1], origin: area.origin)
    let isWritten = PostalTable.isWritten(range.from, as: form) && !form.isEmpty
    guard known == form, isWritten, range.from.lexicographicallyPrecedes(range.below) else {
      let what =
        known != form
        ? "states another form than its country's other ranges"
        : isWritten ? "is empty" : "does not begin with a code of its form"
      sink.report(
        .badPostalRange, "the range \(what)",
        help: known != form
          ? "the codes of a country are written as one form says"
          : isWritten
            ? "let `below`, the first code beyond, come after `from`"
            : "`9` is a digit, `A` a letter: a code of form `99999` is `00501`", at: area.origin,
        about: Subject(fields: known != form ? ["form"] : ["from", "below"]))
      return
    }
    countries[indices[0], default: Country(form: form)].ranges.append(range)
    if !sink.hasErrors, !catalog.regionTree.everLies(indices[1], in: indices[0]) {
      sink.report(
        .badPostalRange,
        "the region \(Diagnostic.quote(area.region)) never lies in "
          + Diagnostic.quote(area.country),
        help: "name a region of the country, or state the `parent` of this one",
        severity: .warning, at: area.origin, about: Subject(fields: ["region"], text: area.region))
    }
  }

  /// What a code says within a country; `nil` where the country has no ranges. O(log ranges).
  func answer(_ code: String, in country: Int32) -> Answer? {
    guard let country = countries[country] else { return nil }
    let code = PostalTable.normalised(code)
    guard PostalTable.isWritten(code, as: country.form) else { return .malformed }
    var low = 0
    var high = country.ranges.count
    while low < high {
      let middle = (low + high) / 2
      if code.lexicographicallyPrecedes(country.ranges[middle].from) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    guard low > 0, code.lexicographicallyPrecedes(country.ranges[low - 1].below) else {
      return .beyond
    }
    return .region(country.ranges[low - 1].region)
  }

  /// Capital letters, without spaces and hyphens.
  private static func normalised(_ text: String) -> [UInt8] {
    text.utf8.compactMap { byte in
      if byte == 32 || byte == 45 { return nil }
      return (97...122).contains(byte) ? byte - 32 : byte
    }
  }

  private static func isWritten(_ code: [UInt8], as form: [UInt8]) -> Bool {
    code.count == form.count
      && zip(code, form).allSatisfy { byte, kind in
        switch kind {
        case 57: (48...57).contains(byte)
        case 65: (65...90).contains(byte)
        default: byte == kind
        }
      }
  }
}
