import Foundation
import TestSupport
import Testing

/// `simulate --set` says what `diff` says of a copy that is edited by hand (RULES.md U-030).
@Suite("U-030 what if", .enabled(if: Program.url != nil, "needs the built program"))
struct WhatIfTests {
  static let rules = """
    {"rules":1,"currency":"CNY","preset":"retail-safe",
     "tax":{"rates":[{"id":"v13","class":"s","rate":"13%"}]},
     "priceTables":[{"id":"list","keys":["product"]}],
     "priceKinds":[{"id":"price","accesses":[{"tables":["list"]}]}],
     "offers":[
       {"id":"key","percentOff":"10%",
        "when":{"line.quantity":{"from":"10"},"product.category":"n"}},
       {"id":"sized","percentOff":"20%","when":{"product.size":"big"}},
       {"id":"graded","percentOff":"30%","when":{"customer.grade":"gold"}}]}

    """

  static let files = [
    "rules.json": rules,
    "products.csv": "id,category,taxClass,size\nA,n,s,small\nB,m,s,big\n",
    "customers.csv": "id,tier\nD,t\nE,t\n",
    "prices.csv": "table,product,price\nlist,A,10\nlist,B,7\n",
    "categories.csv": "id\nn\nm\n",
    "offers.csv": "id,shape,rungs,product.category\nspend,spendOff,100=10,\n",
    "orders.ndjson": [
      order("1", "D", "2025-03-01", "A", 12), order("2", "D", "2025-03-02", "A", 6),
      order("3", "E", "2025-03-03", "B", 20), order("4", "E", "2025-03-04", "A", 20),
    ].joined(separator: "\n"),
  ]

  static func order(
    _ id: String, _ customer: String, _ day: String, _ product: String, _ quantity: Int
  ) -> String {
    #"{"id":"\#(id)","customer":"\#(customer)","date":"\#(day)","lines":"#
      + #"[{"number":1,"product":"\#(product)","quantity":"\#(quantity)"}]}"#
  }

  /// A change, the document that says the same, and the text there with what takes its place.
  struct Edit: Sendable {
    var set: String
    var file: String
    var from: String
    var to: String

    init(_ set: String, _ file: String, _ from: String, _ to: String) {
      (self.set, self.file, self.from, self.to) = (set, file, from, to)
    }
  }

  static let edits = [
    Edit("offers.key.when.line.quantity.from=5", "rules.json", #""from":"10""#, #""from":"5""#),
    Edit(
      "offers.key.when.product.category=m", "rules.json", #"category":"n""#, #"category":"m""#),
    Edit(
      "offers.key.limits.uses=1", "rules.json", #""id":"key","#,
      #""id":"key","limits":{"uses":"1"},"#),
    Edit(
      "offers.sized.when.line.quantity.from=50", "rules.json", #""product.size":"big""#,
      #""product.size":"big","line.quantity":{"from":"50"}"#),
    Edit("taxes.v13.rate=9%", "rules.json", "13%", "9%"),
    Edit(
      "phases.line.capRate=5%", "rules.json", #""offers":["#,
      #""phases":[{"id":"line","capRate":"5%"}],"offers":["#),
    Edit("offers.spend.rungs=100=30", "offers.csv", "100=10", "100=30"),
    Edit("offers.spend.product.category=m", "offers.csv", "100=10,", "100=10,m"),
    Edit(
      "offers.spend.validFrom=2025-03-02", "offers.csv",
      "id,shape,rungs,product.category\nspend,spendOff,100=10,",
      "id,shape,rungs,product.category,validFrom\nspend,spendOff,100=10,,2025-03-02"),
    Edit(
      "products.A.minimumQuantity=12", "products.csv",
      "taxClass,size\nA,n,s,small\nB,m,s,big",
      "taxClass,size,minimumQuantity\nA,n,s,small,12\nB,m,s,big,"),
    Edit("products.A.size=big", "products.csv", "small", "big"),
    Edit("products.A.attributes.size=big", "products.csv", "small", "big"),
    Edit(
      "customers.E.grade=gold", "customers.csv", "id,tier\nD,t\nE,t",
      "id,tier,grade\nD,t,\nE,t,gold"),
    Edit(
      "prices.list/A.validFrom=2025-03-02", "prices.csv",
      "product,price\nlist,A,10\nlist,B,7",
      "product,price,validFrom\nlist,A,10,2025-03-02\nlist,B,7,"),
    Edit("prices.list/B.price=8", "prices.csv", "B,7", "B,8"),
  ]

  @Test(arguments: edits) func itIsTheEditedCopy(_ edit: Edit) throws {
    let old = try Program.folder(Self.files)
    var files = Self.files
    let text = try #require(files[edit.file])
    files[edit.file] = text.replacingOccurrences(of: edit.from, with: edit.to)
    #expect(files[edit.file] != text)
    let new = try Program.folder(files)
    let wanted = try Program.run("diff", [old, new], ["--json"])
    let run = try Program.run("simulate", [old], ["--set", edit.set, "--json"])
    #expect(run.output == wanted.output, "\(edit.set) \(run.errors.prefix(3))")
    #expect(run.status == wanted.status)
    let same = try Program.run("diff", [old, old], ["--json"])
    #expect(run.output != same.output, "nothing changes by \(edit.set)")
  }

  @Test func severalChangesDoNotDisturbOneAnother() throws {
    let old = try Program.folder(Self.files)
    var files = Self.files
    files["prices.csv"] =
      "table,product,price,validFrom\nlist,A,9,2025-03-02\nlist,B,8,2025-03-01\n"
    let new = try Program.folder(files)
    let run = try Program.run(
      "simulate", [old],
      [
        "--set", "prices.list/A.validFrom=2025-03-02", "--set", "prices.list/B.price=8",
        "--set", "prices.list/A.price=9", "--set", "prices.list/B.validFrom=2025-03-01", "--json",
      ])
    #expect(run.output == (try Program.run("diff", [old, new], ["--json"]).output))
  }

  @Test(arguments: [
    ("offers.spend.rung=1", "did you mean `rungs`?"),
    ("products.A.minimumQuantiy=1", "did you mean `minimumQuantity`?"),
    ("products.A.sise=1", "did you mean `size`?"),
    ("products.A.taxClass.x=24", "products have no field `taxClass.x`, did you mean `taxClass`?"),
    ("offers.key.percnt=12", "did you mean `percent`?"),
    ("offers.key.limits.0.uses=12", "no document states limits.0.uses of `key`"),
  ])
  func slipsAreRefused(_ set: String, _ message: String) throws {
    let folder = try Program.folder(Self.files)
    let run = try Program.run("simulate", [folder], ["--set", set])
    #expect(run.status == 2)
    #expect(run.errors.first?.contains(message) == true, "\(run.errors)")
  }

  @Test func theFieldsAreThoseOfTheProject() throws {
    let folder = try Program.folder(Self.files)
    let offers = try Program.run("simulate", [folder], ["--fields", "offers"]).output
    for name in ["when", "rungs", "validFrom", "product.category", "line.NAME"] {
      #expect(offers.contains("offers.ID.\(name)"), "\(name)")
    }
    let products = try Program.run("simulate", [folder], ["--fields", "products"]).output
    #expect(products.contains("products.ID.size") && products.contains("products.ID.cost"))
    #expect(!products.contains("products.ID.attributes"))
  }
}
