/// Turns charges, taxes and exchange rates into their compiled form.
struct ChargeCompiler {
  var table = ChargeTable()
  var sink: DiagnosticSink
  let limits: Limits

  init(limits: Limits) {
    self.limits = limits
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  /// Compiles everything that is added beside the goods.
  mutating func compile(
    _ book: RuleBook, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    let sizes = [
      (book.charges.count, limits.charges, "charges"),
      (book.tax.rates.count, limits.taxRates, "tax rates"),
      (book.exchangeRates.count, limits.taxRates, "exchange rates"),
    ]
    for (given, limit, what) in sizes where given > limit {
      sink.report(
        .limitExceeded, "the book has \(given) \(what), more than the limit of \(limit)",
        help: "split the book or raise the limit of the compile", at: nil)
    }
    guard !sink.hasErrors else { return }
    for charge in book.charges { add(charge, &catalog, &conditions) }
    addTaxes(book, &catalog)
    table.numberTaxClasses(ofProducts: catalog.productTaxClass)
    addRates(book, &catalog)
    checkScale(book.tax.rounding, at: nil)
    checkScale(book.rounding.lineExtension, at: nil)
    checkScale(book.rounding.document, at: nil)
    if case .bound(let rate) = book.policies.manual, !(Rate.zero...Rate.one).contains(rate) {
      sink.report(
        .badRate, "the bound of manual prices must lie in 0 %…100 %", help: "write `10%`", at: nil)
    }
  }

  private mutating func checkScale(_ rounding: Rounding, at origin: SourceSpan?) {
    guard let scale = rounding.scale, !(0...6).contains(scale) else { return }
    sink.report(
      .numberOutOfRange, "a rounding keeps \(scale) decimals", help: "keep 0 to 6", at: origin)
  }

  private mutating func checkPeriod(
    _ validity: Validity, _ what: String, _ id: String, at origin: SourceSpan?
  ) {
    guard validity.until <= validity.from else { return }
    sink.report(
      .emptyPeriod, "\(what) \(Diagnostic.quote(id)) is never in force",
      help: "let it end after it begins", at: origin,
      about: Subject(fields: ["until", "through", "validUntil", "validThrough"]))
  }

  private mutating func add(
    _ charge: Charge, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    if table.charges.contains(where: { IdentifierOrder.areEqual($0.id, charge.id) }) {
      sink.report(
        .duplicateID, "charge \(Diagnostic.quote(charge.id)) is stated twice",
        help: "keep one of the two", at: charge.origin, about: Subject(fields: ["id"]))
    }
    checkPeriod(charge.validity, "charge", charge.id, at: charge.origin)
    checkScale(charge.rounding, at: charge.origin)
    if let field = ConditionCompiler.lineField(of: charge.when) {
      sink.report(
        .conditionField, "the condition of a charge cannot look at `\(field)`",
        help: "a charge is added to the whole order, not to a line", at: charge.origin,
        about: Subject(fields: ["when"], text: field))
    }
    var baseIndex: Int32 = -1
    if case .charge(let id) = charge.base {
      let names = table.charges.map(\.id)
      if let found = names.firstIndex(where: { IdentifierOrder.areEqual($0, id) }) {
        baseIndex = Int32(found)
      } else {
        sink.report(
          .unknownReference, "there is no earlier charge \(Diagnostic.quote(id))",
          help: Suggestion.closest(to: id, among: names).map { "did you mean `\($0)`?" }
            ?? "declare it before this one",
          at: charge.origin, about: Subject(fields: ["base"], text: id))
      }
    }
    table.charges.append(
      ChargeTable.Row(
        base: charge.base, baseIndex: baseIndex, rate: charge.rate.millionths,
        amount: charge.amount, rounding: charge.rounding, validity: charge.validity,
        condition: conditions.compile(charge.when, &catalog, at: charge.origin),
        id: charge.id))
  }

  private mutating func addTaxes(_ book: RuleBook, _ catalog: inout CatalogTable) {
    var ids: IdentifierMap<SourceSpan?> = [:]
    for rate in book.tax.rates {
      if let first = ids.updateValue(rate.origin, forKey: rate.id) {
        sink.report(
          .duplicateID, "tax rate \(Diagnostic.quote(rate.id)) is stated twice",
          help: "keep one of the two", at: rate.origin,
          about: Subject(fields: ["id"], other: first))
      }
      if rate.rate < .zero {
        sink.report(
          .negativeNotAllowed, "tax rate \(Diagnostic.quote(rate.id)) is negative",
          help: "write zero or more", at: rate.origin, about: Subject(fields: ["rate"]))
      }
      checkPeriod(rate.validity, "tax rate", rate.id, at: rate.origin)
      let region = rate.region.map { catalog.regions.index(of: $0) } ?? -1
      if let name = rate.region, region < 0 {
        sink.report(
          .unknownReference, "there is no region \(Diagnostic.quote(name))",
          help: Suggestion.closest(to: name, among: catalog.regions.names).map {
            "did you mean `\($0)`?"
          } ?? "state the region first",
          at: rate.origin, about: Subject(fields: ["region"]))
      }
      let taxClass = rate.taxClass.map { catalog.texts.intern($0) } ?? -1
      let key = ChargeTable.key(taxClass, region)
      for other in table.taxIndex[key] ?? []
      where table.taxes[Int(other)].validity.overlaps(rate.validity) {
        sink.report(
          .overlappingValidity,
          "this tax rate is in force together with \(Diagnostic.quote(table.taxes[Int(other)].id))",
          help: "end one with `validUntil`", at: rate.origin,
          about: Subject(fields: ["validFrom", "rate"], other: book.tax.rates[Int(other)].origin))
        break
      }
      if region >= 0 { table.taxesNameRegions = true }
      table.taxIndex[key, default: []].append(Int32(table.taxes.count))
      table.taxes.append(
        ChargeTable.Tax(
          taxClass: taxClass, region: region, rate: rate.rate.millionths,
          validity: rate.validity, id: rate.id))
    }
  }

  private mutating func addRates(_ book: RuleBook, _ catalog: inout CatalogTable) {
    for rate in book.exchangeRates {
      checkPeriod(
        rate.validity, "exchange rate", "\(rate.from) to \(rate.to)", at: rate.origin)
      let row = ChargeTable.Exchange(
        from: catalog.intern(rate.from), to: catalog.intern(rate.to), factor: rate.factor,
        validity: rate.validity)
      if rate.from == rate.to {
        sink.report(
          .sameCurrency, "an exchange rate leads from \(rate.from) to itself",
          help: "name two currencies", at: rate.origin, about: Subject(fields: ["to"]))
      }
      for (index, other) in table.exchanges.enumerated()
      where other.from == row.from && other.to == row.to
        && other.validity.overlaps(row.validity)
      {
        sink.report(
          .overlappingValidity,
          "two exchange rates \(rate.from) to \(rate.to) are in force together",
          help: "end one with `validUntil`", at: rate.origin,
          about: Subject(
            fields: ["validFrom", "factor"], other: book.exchangeRates[index].origin))
        break
      }
      table.exchanges.append(row)
    }
  }
}
