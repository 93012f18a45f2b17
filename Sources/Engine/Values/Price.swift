// What an order costs: a tariff is data, and the price it gave is frozen in the order with the
// tariff's version, so that a later tariff never changes an order that stands.

/// How a price is made, in the currency's minor unit.
public struct Tariff: Equatable, Sendable {
    /// The name that orders keep, so that a price can be explained later.
    public var version: String
    /// ISO 4217.
    public var currency: String
    /// What every order costs.
    public var baseFee: Int
    /// The distance that the base covers.
    public var freeMeters: Int
    /// For each kilometre begun beyond that.
    public var perKilometerFee: Int
    /// What a cancel costs between accept and pickup.
    public var cancelFee: Int

    /// A tariff.
    public init(
        version: String = "v1", currency: String = "CNY", baseFee: Int = 500,
        freeMeters: Int = 1_000, perKilometerFee: Int = 100, cancelFee: Int = 300
    ) {
        self.version = version
        self.currency = currency
        self.baseFee = baseFee
        self.freeMeters = freeMeters
        self.perKilometerFee = perKilometerFee
        self.cancelFee = cancelFee
    }

    /// The price of a way of `meters` with the customer's own `addition`.
    public func price(meters: Double, addition: Int) -> Price {
        let beyond = Int(meters.rounded(.up)) - freeMeters
        let kilometers = beyond <= 0 ? 0 : (beyond + 999) / 1_000
        return Price(
            currency: currency, base: baseFee, distance: kilometers * perKilometerFee,
            addition: addition, tariff: version)
    }
}

/// A frozen price, in the currency's minor unit.
public struct Price: Equatable, Sendable {
    /// ISO 4217.
    public var currency: String
    /// The base fee.
    public var base: Int
    /// For the way beyond what the base covers.
    public var distance: Int
    /// The customer's own addition (报酬, 加价).
    public var addition: Int
    /// The version of the tariff that gave it.
    public var tariff: String

    /// A price of these parts.
    public init(currency: String, base: Int, distance: Int, addition: Int, tariff: String) {
        self.currency = currency
        self.base = base
        self.distance = distance
        self.addition = addition
        self.tariff = tariff
    }

    /// The sum of the parts.
    public var total: Int { base + distance + addition }
}
