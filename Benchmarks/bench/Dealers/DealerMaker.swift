/// Makes a dealer batch of any size, the same for the same sizes and seed.
///
/// Every table has a random stream of its own, so that another number of promotions leaves orders
/// and prices as they were.
struct DealerMaker {
  private let sizes: DealerSizes
  private var data = DealerData()
  private var listPrices: [Int] = []
  private var isExclusive: [Bool] = []
  private var homes: [Int] = []
  private var granted: [[Int]] = []

  private static let tiers = 5
  private static let channels = 4
  private static let provinces = 20
  private static let firstCity = 21
  private static let cities = 80
  private static let firstCounty = 101
  private static let counties = 400
  private static let topCategories = 20
  private static let categories = 200
  private static let brands = 50
  private static let days = 30

  /// A maker of batches of some sizes.
  init(_ sizes: DealerSizes) { self.sizes = sizes }

  private func stream(_ number: Int) -> SplitMix64 {
    SplitMix64(seed: UInt64(sizes.seed) &* 1000 &+ UInt64(number))
  }

  /// The batch.
  func made() -> DealerData {
    var maker = self
    maker.addTrees()
    maker.addProducts()
    maker.addCustomers()
    maker.addTerritories()
    maker.addCustomerPrices()
    maker.addOrders()
    maker.addPromotions()
    return maker.data
  }

  private mutating func addTrees() {
    data.regions.append([0, -1, 0])
    for province in 0..<Self.provinces { data.regions.append([1 + province, 0, 1]) }
    for city in 0..<Self.cities { data.regions.append([Self.firstCity + city, 1 + city / 4, 2]) }
    for county in 0..<Self.counties {
      data.regions.append([Self.firstCounty + county, Self.firstCity + county / 5, 3])
    }
    for category in 0..<Self.topCategories { data.categories.append([category, -1, 1]) }
    for category in 0..<Self.categories {
      data.categories.append([Self.topCategories + category, category / 10, 2])
    }
  }

  private mutating func addProducts() {
    var random = stream(1)
    for product in 0..<sizes.products {
      // Three factors make many cheap products and few dear ones.
      let list = 100 + random.below(90) * random.below(90) * (1 + random.below(8)) / 4
      listPrices.append(list)
      data.products.append([
        product, Self.topCategories + random.below(Self.categories), random.below(Self.brands),
        list,
      ])
      let isExclusive = product == 0 || random.chance(10)
      self.isExclusive.append(isExclusive)
      guard isExclusive else { continue }
      let first = random.below(Self.provinces)
      for offset in 0..<random.within(3...12) {
        let province = 1 + (first + offset * 7) % Self.provinces
        data.exclusives.append([product, province])
      }
    }
    for tier in 0..<Self.tiers {
      for product in 0..<sizes.products {
        let price = listPrices[product] * (100 - 4 * tier) / 100
        data.tierPrices.append([tier, product, price, price * 97 / 100, price * 92 / 100])
      }
    }
  }

  private mutating func addCustomers() {
    var random = stream(2)
    for customer in 0..<sizes.customers {
      let home = Self.firstCounty + random.below(Self.counties)
      homes.append(home)
      let limit = 100_000 * (1 + random.below(100)) * (1 + random.below(20))
      data.customers.append([
        customer, random.preferringSmall(Self.tiers), random.preferringSmall(Self.channels), home,
        limit, limit / 100 * random.below(100),
      ])
    }
  }

  private mutating func addTerritories() {
    var random = stream(3)
    for customer in 0..<sizes.customers {
      data.territories.append([customer, 1 + (homes[customer] - Self.firstCounty) / 20])
      var cities: [Int] = []
      for _ in 0..<random.below(4) {
        let city = Self.firstCity + random.below(Self.cities)
        if !cities.contains(city) { cities.append(city) }
      }
      for city in cities { data.territories.append([customer, city]) }
      granted.append(cities)
    }
  }

  private mutating func addCustomerPrices() {
    var random = stream(4)
    let prices = min(sizes.prices, sizes.customers * sizes.products / 2)
    var seen: Set<Int> = []
    seen.reserveCapacity(prices)
    data.customerPrices.reserveCapacity(prices * 3)
    while seen.count < prices {
      let customer = random.below(sizes.customers)
      // One in two of the products that sell best.
      let product =
        random.chance(50) ? random.preferringSmall(sizes.products) : random.below(sizes.products)
      guard seen.insert(customer * sizes.products + product).inserted else { continue }
      let price = max(1, listPrices[product] * random.within(70...95) / 100)
      data.customerPrices += [UInt32(customer), UInt32(product), UInt32(price)]
    }
  }

  private mutating func addOrders() {
    var random = stream(5)
    for order in 0..<sizes.orders {
      let customer = random.preferringSmall(sizes.customers)
      var lines = sizes.lines
      if lines == 0 {
        lines = 1
        while lines < 60, random.chance(80) { lines += 1 }
      }
      let county = county(customer, &random)
      let day = order * Self.days / max(sizes.orders, 1)
      data.orders += [UInt32(customer), UInt32(county), UInt32(day), UInt32(lines)]
      for _ in 0..<lines {
        var product = random.preferringSmall(sizes.products)
        // Most buyers know what is not sold to them.
        if isExclusive[product], random.chance(80) { product = (product + 1) % sizes.products }
        let most = random.chance(70) ? 99 : 300
        let quantity = random.chance(50) ? random.within(1...9) : random.within(10...most)
        data.lines += [UInt32(product), UInt32(quantity)]
      }
    }
  }

  private func county(_ customer: Int, _ random: inout SplitMix64) -> Int {
    let home = homes[customer]
    let place = random.below(200)
    switch place {
    case 0..<160: return home
    case 160..<180: return home - (home - Self.firstCounty) % 20 + random.below(20)
    case 180..<197:
      guard let city = granted[customer].first else { return home }
      return Self.firstCounty + (city - Self.firstCity) * 5 + random.below(5)
    default: return Self.firstCounty + random.below(Self.counties)
    }
  }

  // MARK: Promotions

  private mutating func addPromotions() {
    var random = stream(6)
    let count = sizes.matched > 0 ? sizes.matched * Self.topCategories : sizes.promotions
    for id in 0..<count {
      var promotion = Promotion(id: id)
      let draw = random.below(100)
      promotion.kind = draw < 45 ? .percent : draw < 65 ? .amount : draw < 85 ? .order : .gift
      addConditions(&promotion, &random)
      addValue(&promotion, &random)
      promotion.priority = promotion.group * 10
      promotion.startDay = sizes.matched > 0 ? 0 : random.within(-60...29)
      let lengths = [7, 15, 30, 60, 90]
      promotion.endDay =
        sizes.matched > 0 ? Self.days : promotion.startDay + lengths[random.below(5)] - 1
      data.promotions.append(promotion.row)
    }
  }

  private func addConditions(_ promotion: inout Promotion, _ random: inout SplitMix64) {
    if promotion.kind == .order {
      promotion.leastAmount = [50_000, 100_000, 300_000, 1_000_000][random.below(4)]
    }
    guard sizes.matched == 0 else {
      promotion.category = promotion.id % Self.topCategories
      return
    }
    switch random.below(100) {
    case 0..<60: promotion.category = category(&random)
    case 60..<95: promotion.brand = random.below(Self.brands)
    default: promotion.region = region(&random)
    }
    for _ in 0..<random.below(4) {
      switch random.below(7) {
      case 0: promotion.tierMask = 1 + random.below(30)
      case 1: promotion.channelMask = 1 + random.below(14)
      case 2: promotion.region = region(&random)
      case 3: promotion.category = category(&random)
      case 4: promotion.brand = random.below(Self.brands)
      case 5: promotion.leastQuantity = [2, 5, 10, 20, 50, 100][random.below(6)]
      default:
        promotion.leastAmount = [50_000, 100_000, 300_000, 1_000_000][random.below(4)]
      }
    }
  }

  private func category(_ random: inout SplitMix64) -> Int {
    random.chance(83)
      ? Self.topCategories + random.below(Self.categories) : random.below(Self.topCategories)
  }

  private func region(_ random: inout SplitMix64) -> Int {
    switch random.below(100) {
    case 0..<50: 1 + random.below(Self.provinces)
    case 50..<85: Self.firstCity + random.below(Self.cities)
    default: Self.firstCounty + random.below(Self.counties)
    }
  }

  private func addValue(_ promotion: inout Promotion, _ random: inout SplitMix64) {
    switch promotion.kind {
    case .percent:
      promotion.value = random.within(100...1500)
      promotion.group = random.below(6)
    case .amount:
      promotion.value = random.within(5...299)
      promotion.group = random.below(6)
    case .order:
      promotion.value = promotion.leastAmount * random.within(3...10) / 100
      promotion.group = 8 + random.below(4)
    case .gift:
      promotion.value = [3, 5, 10, 12, 20][random.below(5)]
      promotion.group = 6 + random.below(2)
    }
  }
}
