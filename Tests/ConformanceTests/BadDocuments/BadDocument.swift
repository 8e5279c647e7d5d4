import DealerRules
import Foundation

/// A document that is wrong, and everything that must be said about it.
struct BadDocument: Codable, Sendable {
  /// One file, by text, by bytes in hexadecimal, or by repeated pieces.
  struct File: Codable, Sendable {
    var name: String
    var text: String?
    var hex: String?
    var `repeat`: [Piece]?

    var source: RuleSource {
      var bytes = Array((text ?? "").utf8)
      for piece in `repeat` ?? [] {
        let piece = piece.bytes
        bytes += piece
      }
      bytes += BadDocument.bytes(hex: hex ?? "")
      return RuleSource(name: name, bytes: bytes)
    }
  }

  /// `["text", 40]`.
  struct Piece: Codable, Sendable {
    var text: String
    var count: Int

    var bytes: [UInt8] {
      Array(repeatElement(Array(text.utf8), count: count).joined())
    }

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      text = try list.decode(String.self)
      count = try list.decode(Int.self)
    }

    func encode(to encoder: any Encoder) throws {
      var list = encoder.unkeyedContainer()
      try list.encode(text)
      try list.encode(count)
    }
  }

  /// Orders to read with the project.
  struct Orders: Codable, Sendable {
    var format: String
    var text: String
  }

  var name: String
  /// The code the case is about.
  var code: String
  /// Whether the good project is read as well; files of the same name replace its own.
  var base: Bool
  var sources: [File]
  var orders: Orders?
  /// Limits of the compile that differ from the defaults, by name.
  var limits: [String: Int]?
  var expected: String

  static func bytes(hex: String) -> [UInt8] {
    let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
  }
}

extension BadDocument {
  /// What reading the documents found.
  struct Findings {
    var text: String
    var codes: Set<String>
    var errors: Int

    init(_ diagnostics: [Diagnostic], _ sources: [RuleSource]) {
      text = Diagnostic.rendered(diagnostics, in: sources)
      codes = Set(diagnostics.map(\.code.rawValue))
      errors = diagnostics.count { $0.severity == .error }
    }
  }

  /// What is wrong with the documents and the orders, as a reader is told.
  func findings(_ good: [RuleSource]) -> Findings {
    let (found, sources) = diagnostics(good)
    return Findings(found, sources)
  }

  /// Reads the documents and the orders.
  func diagnostics(_ good: [RuleSource]) -> (found: [Diagnostic], sources: [RuleSource]) {
    let rules: CompiledRules
    do {
      rules = try CompiledRules(parsing: allSources(good), limits: compileLimits)
    } catch {
      return (error.diagnostics, error.sources)
    }
    guard let orders else { return ([], []) }
    let format: OrderReader.Format = orders.format == "csv" ? .csv : .ndjson
    let source = RuleSource(name: "orders.\(orders.format)", text: orders.text)
    var reader = OrderReader(
      source, format: format, rules: rules)
    var problems: [Diagnostic] = []
    while let item = reader.next() {
      if case .problem(let problem) = item { problems += problem.diagnostics }
    }
    return (problems, [source])
  }

  private func allSources(_ good: [RuleSource]) -> [RuleSource] {
    let own = sources.map(\.source)
    guard base else { return own }
    let replaced = good.map { file in own.first { $0.name == file.name } ?? file }
    return replaced + own.filter { file in !good.contains { $0.name == file.name } }
  }

  private var compileLimits: Limits {
    var result = Limits()
    for (name, value) in limits ?? [:] {
      switch name {
      case "products": result.products = value
      case "treeDepth": result.treeDepth = value
      case "treeNodes": result.treeNodes = value
      case "priceTables": result.priceTables = value
      case "priceRows": result.priceRows = value
      case "offers": result.offers = value
      case "codesPerOffer": result.codesPerOffer = value
      case "rungsPerLadder": result.rungsPerLadder = value
      case "slotsPerPattern": result.slotsPerPattern = value
      case "conditionTests": result.conditionTests = value
      case "diagnostics": result.diagnostics = value
      default: preconditionFailure("no limit is called \(name)")
      }
    }
    return result
  }
}

/// The bad documents of the folder `Cases/Diagnostics`, by area.
enum BadDocuments {
  static let areas = [
    "bytes", "json", "csv", "shape", "values", "references", "prices", "offers", "promotions",
    "guards", "sheets", "agreements", "territories", "credit", "returns", "limits", "orders",
  ]

  static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Cases/Diagnostics")
  }

  static func read(_ area: String) throws -> [BadDocument] {
    let data = try Data(contentsOf: folder.appendingPathComponent(area + ".json"))
    return try JSONDecoder().decode([BadDocument].self, from: data)
  }

  static func write(_ cases: [BadDocument], _ area: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var data = try encoder.encode(cases)
    data.append(10)
    try data.write(to: folder.appendingPathComponent(area + ".json"))
  }

  /// The good project that most cases change one thing of.
  static func goodSources() throws -> [RuleSource] {
    let names = [
      "rules.json", "categories.csv", "customers.csv", "prices.csv", "products.csv", "rates.csv",
      "regions.csv", "taxes.csv",
    ]
    return try names.map { try goodFile($0) }
  }

  static func goodFile(_ name: String) throws -> RuleSource {
    let url = folder.appendingPathComponent("base").appendingPathComponent(name)
    return RuleSource(name: name, bytes: [UInt8](try Data(contentsOf: url)))
  }
}
