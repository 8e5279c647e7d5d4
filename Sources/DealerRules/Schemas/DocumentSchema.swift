/// JSON Schemas of documents, made of what the readers ask for (RULES.md U-042).
public enum DocumentSchema: String, Hashable, Sendable, CaseIterable {
  /// `rules.json` and `*.rules.json`.
  case rules
  /// A line of `orders.ndjson`.
  case orders
  /// A line that `price --out F.ndjson` writes.
  case decisions

  /// The schema, draft 2020-12, laid out as `format` does.
  /// - Complexity: O(fields).
  public var text: String {
    var writer = SchemaWriter(fields, takesNull: self != .decisions)
    let document = RuleSource(name: "schema", bytes: writer.document(title))
    guard let bytes = try? document.formatted() else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  private var title: String {
    switch self {
    case .rules: "DealerRules rule document, language \(RuleBook.languageVersion)"
    case .orders: "DealerRules order"
    case .decisions: "DealerRules decision record, version 1"
    }
  }

  private var fields: [String: [String: Set<FieldRecorder.Form>]] {
    switch self {
    case .rules: DocumentSchema.ruleFields
    case .orders: DocumentSchema.orderFields
    case .decisions: DocumentSchema.decisionFields
    }
  }

  /// The documents are wrong in many ways; what matters is that every object is asked for its
  /// fields.
  static var ruleFields: [String: [String: Set<FieldRecorder.Form>]] {
    var recorder = FieldRecorder()
    for text in [SchemaProbe.rules, SchemaProbe.others] {
      var reader = RuleReader([RuleSource(name: "rules.json", text: text)], limits: Limits())
      reader.recorder = recorder
      reader.run()
      recorder = reader.recorder ?? recorder
    }
    return recorder.objects
  }

  private static var orderFields: [String: [String: Set<FieldRecorder.Form>]] {
    var reader = OrderReader(
      RuleSource(name: "orders.ndjson", text: SchemaProbe.order), format: .ndjson, zone: .utc,
      currency: .usd)
    reader.recordFields()
    while reader.next() != nil {}
    return reader.recordedFields
  }
}

/// Writes recorded fields as a schema.
private struct SchemaWriter {
  private let objects: [String: [String: Set<FieldRecorder.Form>]]
  /// Whether `null` may stand for a field that is not stated.
  private let takesNull: Bool
  private var json = JSONWriter()

  /// How the law book writes a field that is named after an attribute.
  private static let anyName = ".NAME"

  init(_ objects: [String: [String: Set<FieldRecorder.Form>]], takesNull: Bool) {
    self.objects = objects
    self.takesNull = takesNull
  }

  mutating func document(_ title: String) -> [UInt8] {
    json.beginObject()
    member("$schema", "https://json-schema.org/draft/2020-12/schema")
    member("title", title)
    members(of: "")
    json.key("$defs")
    json.beginObject()
    json.key("condition")
    condition()
    json.key("test")
    test()
    json.key("rounding")
    json.beginObject()
    object(["mode": [.words(RoundingMode.allCases.map(\.rawValue))], "scale": [.whole(0...6)]], "")
    json.endObject()
    json.endObject()
    json.endObject()
    return json.bytes
  }

  private mutating func member(_ name: String, _ text: String) {
    json.key(name)
    json.string(text)
  }

  /// The members of an object's schema.
  private mutating func members(of place: String) {
    object(objects[place] ?? [:], place)
  }

  private mutating func object(_ fields: [String: Set<FieldRecorder.Form>], _ place: String) {
    member("type", "object")
    json.key("properties")
    json.beginObject()
    for (name, forms) in fields.sorted(by: { IdentifierOrder.precedes($0.key, $1.key) })
    where !name.hasSuffix(SchemaWriter.anyName) {
      json.key(name)
      field(forms, place + "/" + JSONTree.pointer(name))
    }
    json.endObject()
    let open = fields.keys.filter { $0.hasSuffix(SchemaWriter.anyName) }
      .map { $0.dropLast(SchemaWriter.anyName.count) }.sorted()
    if !open.isEmpty {
      json.key("patternProperties")
      json.beginObject()
      json.key("^(\(open.joined(separator: "|")))\\..")
      json.beginObject()
      types("string", "number", "boolean")
      json.endObject()
      json.endObject()
    }
    json.key("additionalProperties")
    json.flag(false)
  }

  private mutating func field(_ forms: Set<FieldRecorder.Form>, _ place: String) {
    var kinds = forms
    let plain: Set<FieldRecorder.Form> = [.scalar, .object, .list, .null]
    if !kinds.isSubset(of: plain) { kinds.remove(.scalar) }
    if kinds.contains(.condition) || kinds.contains(.rounding) { kinds.remove(.object) }
    if kinds.contains(.texts) { kinds.remove(.list) }
    // A field of which nothing is known takes everything.
    if takesNull, !kinds.isEmpty { kinds.insert(.null) }
    let sorted = kinds.sorted { "\($0)".utf8.lexicographicallyPrecedes("\($1)".utf8) }
    json.beginObject()
    if sorted.count == 1, let form = sorted.first {
      write(form, place)
    } else if !sorted.isEmpty {
      json.key("anyOf")
      json.beginArray()
      for form in sorted {
        json.beginObject()
        write(form, place)
        json.endObject()
      }
      json.endArray()
    }
    json.endObject()
  }

  private mutating func types(_ names: String...) {
    json.key("type")
    json.beginArray()
    for name in names { json.string(name) }
    json.endArray()
  }

  private mutating func write(_ form: FieldRecorder.Form, _ place: String) {
    switch form {
    case .scalar: types("string", "number", "boolean")
    case .null: member("type", "null")
    case .decimal, .factor, .rate: types("string", "number")
    case .whole(let range):
      types("integer", "string")
      json.key("minimum")
      json.integer(Int(range.lowerBound))
      json.key("maximum")
      json.integer(Int(range.upperBound))
    case .flag: types("boolean", "string")
    case .text, .id: types("string", "number")
    case .date, .moment, .currency: member("type", "string")
    case .words(let words):
      json.key("enum")
      json.beginArray()
      for word in words { json.string(word) }
      json.endArray()
    case .condition: member("$ref", "#/$defs/condition")
    case .rounding: member("$ref", "#/$defs/rounding")
    case .texts:
      types("array", "string", "number")
    case .object:
      // What has names of its own, attributes or balances, is open.
      if objects[place] != nil { members(of: place) } else { member("type", "object") }
    case .list:
      member("type", "array")
      guard objects[place + "/*"] != nil else { return }
      json.key("items")
      json.beginObject()
      members(of: place + "/*")
      json.endObject()
    }
  }

  // MARK: Conditions

  private mutating func condition() {
    json.beginObject()
    member("type", "object")
    json.key("properties")
    json.beginObject()
    for name in ["all", "any"] {
      json.key(name)
      json.beginObject()
      types("array", "null")
      json.key("items")
      reference("condition")
      json.endObject()
    }
    json.key("not")
    json.beginObject()
    json.key("anyOf")
    json.beginArray()
    reference("condition")
    json.beginObject()
    member("type", "null")
    json.endObject()
    json.endArray()
    json.endObject()
    for name in RuleReader.conditionWords.dropFirst(3) {
      json.key(name)
      reference("test")
    }
    json.endObject()
    json.key("patternProperties")
    json.beginObject()
    json.key("^(customer|product|order|line|total)\\..")
    reference("test")
    json.endObject()
    json.key("additionalProperties")
    json.flag(false)
    json.endObject()
  }

  private mutating func reference(_ name: String) {
    json.beginObject()
    member("$ref", "#/$defs/\(name)")
    json.endObject()
  }

  /// What a condition asks of a field (C-003).
  private mutating func test() {
    json.beginObject()
    json.key("anyOf")
    json.beginArray()
    json.beginObject()
    types("string", "number", "boolean", "array", "null")
    json.endObject()
    json.beginObject()
    let bounds = ["from", "above", "below", "upTo"]
    var fields: [String: Set<FieldRecorder.Form>] = [
      "until": [.date], "through": [.date], "exists": [.flag], "daysAgo": [.object],
      "daysAhead": [.object],
    ]
    for name in bounds { fields[name] = [.decimal] }
    object(fields, "/test")
    json.endObject()
    json.endArray()
    json.endObject()
  }
}
