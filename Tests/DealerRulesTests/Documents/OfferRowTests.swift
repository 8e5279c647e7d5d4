import DealerRules
import Testing

/// A row of `offers.csv` means what the same offer in a document means (RULES.md N-006).
@Suite struct OfferRowTests {
  private static let document = """
    {"rules": 1, "currency": "CNY", "phases": [{"id": "p"}],
     "products": [{"id": "A", "units": "case=24"}, {"id": "B"}], "customers": [{"id": "D"}],
     "priceTables": [{"id": "list", "keys": ["product"]}],
     "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}],
     "offers": [OFFERS]}
    """

  private static func offer(_ table: String) throws -> Offer {
    let document = OfferRowTests.document.replacing("OFFERS", with: "")
    let book = try RuleBook.read([
      RuleSource(name: "rules.json", text: document), RuleSource(name: "offers.csv", text: table),
    ])
    return try only(book)
  }

  private static func stated(_ offer: String) throws -> Offer {
    let document = OfferRowTests.document.replacing(
      "OFFERS", with: "{\"id\": \"o\", \"phase\": \"p\", \(offer)}")
    return try only(try RuleBook.read([RuleSource(name: "rules.json", text: document)]))
  }

  private static func only(_ book: RuleBook) throws -> Offer {
    var offer = try #require(book.offers.first)
    offer.origin = nil
    return offer
  }

  /// Columns and values after `id,shape,phase`, and the same offer in a document.
  static let pairs: [(columns: String, values: String, document: String)] = [
    ("percentOff", "percentOff,p,10%", "\"percentOff\": \"10%\""),
    (
      "percentOff,order.nth", "percentOff,p,10%,1",
      "\"percentOff\": \"10%\", \"when\": {\"order.nth\": {\"from\": 1, \"upTo\": 1}}"
    ),
    (
      "unit,times", "第二件半价,p,case,2",
      """
      "pattern": {"buy": [{"quantity": 1, "unit": "case"}],
       "get": [{"quantity": 1, "unit": "case"}], "percentOff": "50%", "times": 2}
      """
    ),
    (
      "percentOff,from,measure,unit", "折扣,p,10%,3,quantity,case",
      """
      "percentOff": "10%",
      "requires": [{"measure": "quantity", "unit": "case", "from": 3}]
      """
    ),
    ("amountOff,unit", "立减,p,2.00,case", "\"amountOff\": 2, \"unit\": \"case\""),
    ("amountOff,per", "amountOff,p,2.00,line", "\"amountOff\": 2, \"per\": \"line\""),
    ("price", "特价,p,9.90", "\"fixedPrice\": \"9.90\""),
    (
      "rungs", "满减,p,300=30;500=60",
      """
      "ladder": {"measure": "amount", "per": "order",
       "rungs": [{"from": 300, "amountOff": 30}, {"from": 500, "amountOff": 60}]}
      """
    ),
    (
      "from,amountOff,times", "每满减,p,300,30,3",
      """
      "ladder": {"measure": "amount", "mode": "repeating", "per": "order", "times": 3,
       "rungs": [{"from": 300, "amountOff": 30}]}
      """
    ),
    (
      "from,percentOff,measure", "满折,p,3,5%,products",
      """
      "ladder": {"measure": "products", "rungs": [{"from": 3, "percentOff": "5%"}]}
      """
    ),
    (
      "from,gift,giftQuantity", "满赠,p,200,A;B,2",
      """
      "gift": {"products": ["A", "B"], "quantity": 2},
      "requires": [{"measure": "amount", "from": 200}]
      """
    ),
    (
      "from,gift,giftQuantity,giftUnit", "每满赠,p,200,A,1,case",
      """
      "gift": {"products": ["A"], "quantity": 1, "unit": "case",
       "for": {"measure": "amount", "every": 200}}
      """
    ),
    (
      "buy,giftQuantity,unit", "买赠,p,10,1,case",
      """
      "gift": {"products": "same", "quantity": 1,
       "for": {"measure": "quantity", "unit": "case", "every": 10}}
      """
    ),
    (
      "buy,get,percentOff", "买减,p,2,1,100%",
      """
      "pattern": {"buy": [{"quantity": 2}], "get": [{"quantity": 1}], "percentOff": "100%",
       "times": "every"}
      """
    ),
    (
      "times", "第二件半价,p,2",
      """
      "pattern": {"buy": [{"quantity": 1}], "get": [{"quantity": 1}], "percentOff": "50%",
       "times": 2}
      """
    ),
    (
      "times", "第二件半价,p,every",
      """
      "pattern": {"buy": [{"quantity": 1}], "get": [{"quantity": 1}], "percentOff": "50%",
       "times": "every"}
      """
    ),
    (
      "from,amountOff,times", "每满减,p,300,30,every",
      """
      "ladder": {"measure": "amount", "mode": "repeating", "per": "order",
       "rungs": [{"from": 300, "amountOff": 30}]}
      """
    ),
    (
      "buy,giftQuantity,times", "买赠,p,10,1,every",
      """
      "gift": {"products": "same", "quantity": 1, "for": {"measure": "quantity", "every": 10}}
      """
    ),
    (
      "buy,price", "N元M件,p,3,30",
      """
      "pattern": {"get": [{"quantity": 3}], "fixedPrice": 30, "per": "set", "times": "every"}
      """
    ),
    (
      "rungs", "阶梯,p,10=9.50;50=9.00",
      """
      "ladder": {"measure": "quantity", "per": "unit",
       "rungs": [{"from": 10, "fixedPrice": "9.50"}, {"from": 50, "fixedPrice": 9}]}
      """
    ),
    (
      "gift,giftQuantity,price,from", "换购,p,A,1,3,100",
      """
      "gift": {"products": ["A"], "quantity": 1, "price": 3},
      "requires": [{"measure": "amount", "from": 100}]
      """
    ),
    (
      "items,price", "组合,p,A=1;B=2,40",
      """
      "pattern": {"get": [{"of": {"product": "A"}, "quantity": 1},
       {"of": {"product": "B"}, "quantity": 2}], "fixedPrice": 40, "per": "set",
       "times": "every"}
      """
    ),
    (
      "codes,amountOff,from", "优惠券,p,X;Y,15,100",
      """
      "codes": ["X", "Y"], "amountOff": 15, "per": "order",
      "requires": [{"measure": "amount", "from": 100}]
      """
    ),
    (
      "percentOff,customer.tier,line.lot,product.size", "percentOff,p,5%,gold;silver,true,3",
      """
      "percentOff": "5%", "when": {"customer.tier": ["gold", "silver"], "line.lot": true,
       "product.size": {"from": 3, "upTo": 3}}
      """
    ),
    (
      "percentOff,name,priority,status,validFrom,validThrough,exclusive,stop,tags,combinesWith",
      "percentOff,p,5%,Spring,7,draft,2025-03-01,2025-03-31,best,line,a;b,c",
      """
      "percentOff": "5%", "name": "Spring", "priority": 7, "status": "draft",
      "from": "2025-03-01", "through": "2025-03-31", "exclusive": "best", "stop": "line",
      "tags": ["a", "b"], "combinesWith": ["c"]
      """
    ),
    (
      "percentOff,cap,capPerLine,uses,usesPerCustomer,budget,budgetUnits,includesProtected",
      "percentOff,p,5%,50,10,100,1,5000,90,true",
      """
      "percentOff": "5%", "cap": 50, "capPerLine": 10, "includesProtected": true,
      "limits": {"uses": 100, "usesPerCustomer": 1, "budget": 5000, "budgetUnits": 90}
      """
    ),
  ]

  @Test(arguments: 0..<26) func aRowMeansWhatADocumentMeans(_ index: Int) throws {
    let pair = Self.pairs[index]
    let row = try Self.offer("id,shape,phase,\(pair.columns)\no,\(pair.values)\n")
    #expect(row == (try Self.stated(pair.document)))
    #expect(Self.pairs.count == 26)
  }
}
