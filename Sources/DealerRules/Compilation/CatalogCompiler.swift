/// Turns catalog entries into columns and reports what does not fit together.
struct CatalogCompiler {
  let limits: Limits
  var table = CatalogTable()
  var sink: DiagnosticSink
  /// Whether the catalog is beyond a limit, so that nothing of it was compiled.
  private var isOversized = false

  init(limits: Limits) {
    self.limits = limits
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  /// Compiles everything a price or offer may refer to.
  mutating func compile(_ book: RuleBook) {
    _ = table.intern(book.currency)
    check(book.products.count, limits.products, "products")
    check(book.customers.count, limits.customers, "customers")
    check(book.regions.count, limits.treeNodes, "regions")
    check(book.categories.count, limits.treeNodes, "categories")
    isOversized = sink.hasErrors
    guard !isOversized else { return }
    addNodes(book)
    addProducts(book)
    addCustomers(book)
  }

  /// Ends the compile: a catalog beyond its limits is empty, and everything else would seem to name
  /// unknown things.
  mutating func finish(_ book: RuleBook) throws(RuleErrors) {
    if isOversized, let errors = sink.errors(in: book.sources) { throw errors }
    if !sink.hasErrors { checkKits(book) }
  }

  private mutating func check(_ given: Int, _ limit: Int, _ what: String) {
    guard given > limit else { return }
    sink.report(
      .limitExceeded, "the book has \(given) \(what), more than the limit of \(limit)",
      help: "split the book or raise the limit of the compile", at: nil)
  }

  // MARK: Trees

  private mutating func addNodes(_ book: RuleBook) {
    addRegions(book)
    let numbers = intern(book.categories, into: \.categories, what: "category") {
      ($0.id, $0.origin)
    }
    table.categoryTree = tree(book.categories, numbers, table.categories, what: "category") {
      ($0.parent, $0.origin)
    }
  }

  /// Regions may be stated in several versions and under several codes (RULES.md ).
  private mutating func addRegions(_ book: RuleBook) {
    for region in book.regions {
      checkID(region.id, what: "region", at: region.origin)
      _ = table.regions.intern(region.id)
    }
    for region in book.regions {
      let index = table.regions.index(of: region.id)
      for alias in region.aliases {
        checkID(alias, what: "region", at: region.origin)
        let known = table.regions.alias(alias, for: index)
        guard known != index else { continue }
        sink.report(
          .duplicateID,
          "\(Diagnostic.quote(alias)) is a code of the region "
            + Diagnostic.quote(table.regions.name(known)) + " already",
          help: "give every code to one region", at: region.origin,
          about: Subject(fields: ["aliases"], text: alias))
      }
    }
    var compiler = RegionCompiler(book.regions, table.regions, limits: limits)
    compiler.run()
    table.regionTree = compiler.tree
    sink.add(compiler.sink)
    table.postal = PostalTable(book.postalAreas, table, &sink)
  }

  /// Gives every entry its number, which is returned; an id that was used already is reported.
  private mutating func intern<Entry>(
    _ entries: [Entry], into path: WritableKeyPath<CatalogTable, SymbolTable>, what: String,
    _ name: (Entry) -> (id: String, origin: SourceSpan?)
  ) -> [Int32] {
    var numbers: [Int32] = []
    numbers.reserveCapacity(entries.count)
    // The names stand outside meanwhile: a key path is a call.
    var symbols = SymbolTable()
    swap(&symbols, &table[keyPath: path])
    defer { swap(&symbols, &table[keyPath: path]) }
    symbols.reserveCapacity(entries.count)
    var again: [(id: String, origin: SourceSpan?)] = []
    for entry in entries {
      let (id, origin) = name(entry)
      checkID(id, what: what, at: origin)
      let before = symbols.count
      let number = symbols.intern(id)
      numbers.append(number)
      if Int(number) < before { again.append((id, origin)) }
    }
    guard !again.isEmpty else { return numbers }
    let wanted = Set(again.map { IdentifierKey($0.id) })
    var first: IdentifierMap<SourceSpan> = [:]
    for entry in entries {
      let (id, origin) = name(entry)
      if wanted.contains(IdentifierKey(id)), first[id] == nil { first[id] = origin }
    }
    for (id, origin) in again {
      sink.report(
        .duplicateID, "\(what) \(Diagnostic.quote(id)) is stated twice",
        help: "keep one of the two", at: origin,
        about: Subject(fields: ["id"], other: first[id]))
    }
    return numbers
  }

  /// Ids are 1…120 bytes without control characters (RULES.md N-004).
  mutating func checkID(_ id: String, what: String, at origin: SourceSpan?) {
    let bytes = id.utf8
    guard bytes.isEmpty || bytes.count > 120 || bytes.contains(where: { $0 < 32 || $0 == 127 })
    else { return }
    sink.report(
      .badIdentifier, "\(Diagnostic.quote(id)) cannot be the id of a \(what)",
      help: "use 1 to 120 bytes without control characters", at: origin,
      about: Subject(fields: ["id"]))
  }

  private mutating func tree<Node>(
    _ nodes: [Node], _ numbers: [Int32], _ symbols: SymbolTable, what: String,
    _ place: (Node) -> (parent: String?, origin: SourceSpan?)
  ) -> TreeTable {
    var tree = TreeTable(count: symbols.count)
    for (node, index) in zip(nodes, numbers) {
      let (parent, origin) = place(node)
      guard let parent else { continue }
      let parentIndex = symbols.index(of: parent)
      if parentIndex < 0 {
        unknown(parent, what: what, among: symbols.names, at: origin, in: "parent")
      } else {
        tree.setParent(of: index, to: parentIndex)
      }
    }
    let faults = tree.cutFaults(limit: limits.treeDepth)
    guard !faults.cyclic.isEmpty || !faults.tooDeep.isEmpty else { return tree }
    var origins: [Int32: SourceSpan] = [:]
    for (node, index) in zip(nodes, numbers) { origins[index] = place(node).origin }
    for node in faults.cyclic {
      sink.report(
        .cyclicTree, "\(what) \(Diagnostic.quote(symbols.name(node))) is above itself",
        help: "leave the parent of one of the circle empty", at: origins[node],
        about: Subject(fields: ["parent"]))
    }
    for node in faults.tooDeep {
      sink.report(
        .treeTooDeep,
        "\(what) \(Diagnostic.quote(symbols.name(node))) is deeper than \(limits.treeDepth) levels",
        help: "leave out levels", at: origins[node], about: Subject(fields: ["parent"]))
    }
    return tree
  }

  mutating func unknown(
    _ id: String, what: String, among names: [String], at origin: SourceSpan?,
    in field: String
  ) {
    sink.report(
      .unknownReference, "there is no \(what) \(Diagnostic.quote(id))",
      help: Suggestion.closest(to: id, among: names).map { "did you mean `\($0)`?" }
        ?? "state the \(what) first",
      at: origin, about: Subject(fields: [field], text: id))
  }

  /// The index of an optional reference, −1 when absent or unknown, which is reported.
  private mutating func reference(
    _ id: String?, _ index: Int32, what: String, at origin: SourceSpan?,
    _ names: (CatalogTable) -> [String]
  ) -> Int32 {
    guard let id, index < 0 else { return index }
    unknown(id, what: what, among: names(table), at: origin, in: what)
    return index
  }

  private mutating func text(_ text: String?) -> Int32 {
    text.map { table.texts.intern($0) } ?? -1
  }

  // MARK: Products

  private mutating func addProducts(_ book: RuleBook) {
    let numbers = intern(book.products, into: \.products, what: "product") {
      ($0.id, $0.origin)
    }
    var units = BookUnits(book.units, &table.texts, &sink)
    // The first of an id is the next row.
    for (product, index) in zip(book.products, numbers)
    where Int(index) == table.productCategory.count {
      add(product, index, &units)
    }
    units.reportUnreached(book.units, table.texts, &sink)
  }

  private mutating func add(_ product: Product, _ index: Int32, _ units: inout BookUnits) {
    let origin = product.origin
    let category = product.category.map { table.categories.index(of: $0) } ?? -1
    table.productCategory.append(
      reference(product.category, category, what: "category", at: origin) { $0.categories.names })
    table.productBrand.append(text(product.brand))
    table.productTaxClass.append(text(product.taxClass))
    table.productUnits.append(
      table.units.intern(units.profile(of: product, &table.texts, &sink)))
    if let cost = product.cost, cost < 0 {
      sink.report(
        .negativeNotAllowed, "the cost of product \(Diagnostic.quote(product.id)) is negative",
        help: "write zero or more, or leave it empty", at: origin,
        about: Subject(fields: ["cost"]))
    }
    table.productCost.append(max(product.cost ?? -1, -1))
    let quantities = [
      ("minimumQuantity", product.minimumQuantity), ("orderMultiple", product.orderMultiple),
    ]
    for (field, quantity) in quantities {
      guard let quantity, quantity <= .zero else { continue }
      sink.report(
        .zeroNotAllowed, "`\(field)` of product \(Diagnostic.quote(product.id)) is not above zero",
        help: "write a quantity above zero, or leave it empty", at: origin,
        about: Subject(fields: [field]))
    }
    table.minimumQuantity.append(product.minimumQuantity?.thousandths ?? 0)
    table.orderMultiple.append(product.orderMultiple?.thousandths ?? 0)
    for component in product.components.sorted(by: {
      IdentifierOrder.precedes($0.product, $1.product)
    }) {
      addComponent(component, of: product)
    }
    table.componentStart.append(Int32(table.componentProduct.count))
    table.pricedByComponents.append(
      product.kitPricing == .components && !product.components.isEmpty)
    for (name, value) in product.attributes.sorted() {
      let value = AttributeColumns.value(of: value, texts: &table.texts)
      table.productAttributes.add(name, owner: index, value: value)
    }
  }

  private mutating func addComponent(_ component: Component, of product: Product) {
    let index = table.products.index(of: component.product)
    guard index >= 0 else {
      unknown(
        component.product, what: "product", among: table.products.names, at: product.origin,
        in: "components")
      return
    }
    if component.quantity <= .zero {
      sink.report(
        .zeroNotAllowed,
        "a component of \(Diagnostic.quote(product.id)) has no quantity above zero",
        help: "write how many units one kit contains", at: product.origin,
        about: Subject(fields: ["components"], text: component.product))
    }
    table.componentProduct.append(index)
    table.componentQuantity.append(component.quantity.thousandths)
  }

  // MARK: Customers

  private mutating func addCustomers(_ book: RuleBook) {
    let numbers = intern(book.customers, into: \.customers, what: "customer") {
      ($0.id, $0.origin)
    }
    table.dealerTree = tree(book.customers, numbers, table.customers, what: "customer") {
      ($0.parent, $0.origin)
    }
    for (customer, index) in zip(book.customers, numbers)
    where Int(index) == table.customerTier.count {
      table.customerTier.append(text(customer.tier))
      table.customerChannel.append(text(customer.channel))
      let region = customer.region.map { table.regions.index(of: $0) } ?? -1
      table.customerRegion.append(
        reference(customer.region, region, what: "region", at: customer.origin) {
          $0.regions.names
        })
      table.customerCurrency.append(customer.currency.map { table.intern($0) } ?? -1)
      if !customer.groups.isEmpty {
        for group in Set(customer.groups.map { IdentifierKey($0) }).sorted() {
          table.groups.append(table.texts.intern(group.text))
        }
      }
      table.groupStart.append(Int32(table.groups.count))
      guard !customer.attributes.isEmpty else { continue }
      for (name, value) in customer.attributes.sorted() {
        let value = AttributeColumns.value(of: value, texts: &table.texts)
        table.customerAttributes.add(name, owner: index, value: value)
      }
    }
  }

  /// Kits may not contain kits (RULES.md K-005); run once all products are known.
  private mutating func checkKits(_ book: RuleBook) {
    for product in book.products {
      for component in product.components {
        let index = Int(table.products.index(of: component.product))
        guard index >= 0, index + 1 < table.componentStart.count,
          table.componentStart[index] < table.componentStart[index + 1]
        else { continue }
        sink.report(
          .kitInKit,
          "kit \(Diagnostic.quote(product.id)) contains the kit "
            + Diagnostic.quote(component.product),
          help: "list the parts of the inner kit instead", at: product.origin,
          about: Subject(fields: ["components"], text: component.product))
      }
    }
  }
}
