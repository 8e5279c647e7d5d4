// Canonical forms of the catalog; origins are no part of them.
extension CanonicalEncoder {
  mutating func content(of category: Category) {
    text(1, category.id)
    text(2, category.parent)
    text(3, category.name)
  }

  mutating func content(of region: Region) {
    text(1, region.id)
    text(2, region.parent)
    text(3, region.name)
    validity(4, region.validity)
    if !region.aliases.isEmpty { unordered(5, region.aliases) { $1.text(1, $0) } }
    if !region.successors.isEmpty { unordered(6, region.successors) { $1.text(1, $0) } }
  }

  mutating func content(of area: PostalArea) {
    text(1, area.country)
    text(2, area.form)
    text(3, area.from)
    text(4, area.below)
    text(5, area.region)
  }

  mutating func content(of unit: UnitOfMeasure) {
    text(1, unit.id)
    factor(2, unit.factor)
    text(3, unit.of)
  }

  mutating func content(of product: Product) {
    text(1, product.id)
    text(2, product.name)
    text(3, product.category)
    text(4, product.brand)
    text(5, product.baseUnit)
    unordered(6, product.units) { unit, encoder in
      encoder.text(1, unit.unit)
      encoder.factor(2, unit.factor)
    }
    integer(7, product.cost)
    text(8, product.taxClass)
    integer(9, product.minimumQuantity?.thousandths)
    integer(10, product.orderMultiple?.thousandths)
    unordered(11, product.components) { component, encoder in
      encoder.text(1, component.product)
      encoder.integer(2, component.quantity.thousandths)
    }
    text(12, product.kitPricing.rawValue)
    attributes(13, product.attributes)
  }

  mutating func content(of customer: Customer) {
    text(1, customer.id)
    text(2, customer.name)
    text(3, customer.tier)
    unordered(4, customer.groups) { $1.text(1, $0) }
    text(5, customer.channel)
    text(6, customer.parent)
    text(7, customer.region)
    currency(8, customer.currency)
    attributes(9, customer.attributes)
  }
}
