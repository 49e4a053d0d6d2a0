namespace ExoRoute.Market;

/// <summary>Which way an order goes.</summary>
public enum Side : byte
{
    /// <summary>Takes from the asks, pays.</summary>
    Buy,

    /// <summary>Takes from the bids, receives.</summary>
    Sell,
}

/// <summary>The asset a fee is taken in.</summary>
public enum FeeAsset : byte
{
    /// <summary>The quote asset: the fee is money beside the price.</summary>
    Quote,

    /// <summary>The base asset: the fee is withheld from what is traded, and counted here at the fill's own price.</summary>
    Base,
}

/// <summary>How a venue rounds the fee of one order.</summary>
public enum FeeRounding : byte
{
    /// <summary>Not at all, as far as one cost unit shows.</summary>
    Exact,

    /// <summary>Away from zero, to <see cref="FeeSchedule.RoundingUnit"/>.</summary>
    Up,

    /// <summary>To the nearest <see cref="FeeSchedule.RoundingUnit"/>, halves away from zero.</summary>
    HalfUp,

    /// <summary>Toward zero, to <see cref="FeeSchedule.RoundingUnit"/>.</summary>
    Down,
}

/// <summary>What a venue charges an order that takes: a dated input, typed, in integers.</summary>
/// <remarks>
/// fee(x) = <see cref="PerOrder"/> + <see cref="TakerPpm"/> x notional + <see cref="PerUnit"/> x quantity, at least
/// <see cref="Minimum"/> where that is above zero, zero for nothing, then rounded. A negative rate is a rebate. Plans price the unrounded fee; a venue's rounding moves an
/// order's true fee by less than one <see cref="RoundingUnit"/>. <c>new()</c> charges nothing. Immutable, safe to share.
/// </remarks>
public sealed record FeeSchedule
{
    /// <summary>The largest rate either way: 100 %.</summary>
    public const int MaxPpm = 1_000_000;

    /// <summary>Share of the notional for taking, in millionths (1 bps = 100). Default 0; -1,000,000 to 1,000,000 (1,000,000 itself excluded).</summary>
    public int TakerPpm { get; init; }

    /// <summary>Share of the notional for resting, in millionths. Default 0; range as for the taker's.</summary>
    public int MakerPpm { get; init; }

    /// <summary>Cost units for each quantity unit. Default 0; may be negative (a rebate a share).</summary>
    public long PerUnit { get; init; }

    /// <summary>Charged once for every order that fills at all. Default nothing; not negative.</summary>
    public Cost PerOrder { get; init; }

    /// <summary>The least an order that fills at all pays. Default nothing, which leaves rebates whole; not negative.</summary>
    public Cost Minimum { get; init; }

    /// <summary>What the fee is taken in. Default the quote asset.</summary>
    public FeeAsset Asset { get; init; }

    /// <summary>How an order's fee is rounded. Default not at all.</summary>
    public FeeRounding Rounding { get; init; }

    /// <summary>The unit a fee is rounded to, in cost units. Above zero where <see cref="Rounding"/> is not Exact.</summary>
    public Cost RoundingUnit { get; init; }

    /// <summary>Charges nothing.</summary>
    public static FeeSchedule None { get; } = new();

    /// <summary>The price of one more quantity unit with its fee, in cost units: what is paid (buy), or minus what is received (sell).</summary>
    /// <remarks>Without what is charged once (<see cref="PerOrder"/>, <see cref="Minimum"/>). Worse prices are higher on both sides.</remarks>
    public long AllIn(Side side, Ticks price) => checked(side == Side.Buy
        ? (price.Count * (Cost.PerTickLot + (long)TakerPpm)) + PerUnit
        : (-price.Count * (Cost.PerTickLot - (long)TakerPpm)) + PerUnit);

    /// <summary>The fee on an order that took <paramref name="quantity"/> for <paramref name="notional"/> in all.</summary>
    /// <param name="notional">Price times quantity over all fills, above zero.</param>
    /// <param name="quantity">All fills.</param>
    /// <param name="rounded">Whether to round as the venue does.</param>
    public Cost On(Cost notional, Lots quantity, bool rounded)
    {
        if (quantity == Lots.Zero)
        {
            return default;
        }

        // Notional counts millionths already, so that rate x notional / 10^6 is exact.
        var running = checked((notional.Count / Cost.PerTickLot * TakerPpm) + ((Int128)PerUnit * quantity.Count) + PerOrder.Count);
        var fee = Minimum.Count > 0 ? Int128.Max(Minimum.Count, running) : running;
        return new(rounded ? Round(fee) : fee);
    }

    /// <summary>All that is wrong with this schedule; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (TakerPpm is <= -MaxPpm or >= MaxPpm)
        {
            yield return Invariant($"{nameof(TakerPpm)} must be above -1000000 and below 1000000, was {TakerPpm}.");
        }

        if (MakerPpm is <= -MaxPpm or >= MaxPpm)
        {
            yield return Invariant($"{nameof(MakerPpm)} must be above -1000000 and below 1000000, was {MakerPpm}.");
        }

        if (PerUnit is < -(1L << 60) or > 1L << 60)
        {
            yield return Invariant($"{nameof(PerUnit)} must be -2^60 to 2^60 cost units, was {PerUnit}.");
        }

        if (PerOrder.Count < 0)
        {
            yield return Invariant($"{nameof(PerOrder)} must not be negative, was {PerOrder.Count}.");
        }

        if (Minimum.Count < 0)
        {
            yield return Invariant($"{nameof(Minimum)} must not be negative, was {Minimum.Count}.");
        }

        if (!Enum.IsDefined(Asset))
        {
            yield return Invariant($"{nameof(Asset)} must be Quote or Base, was {(int)Asset}.");
        }

        if (!Enum.IsDefined(Rounding))
        {
            yield return Invariant($"{nameof(Rounding)} must be Exact, Up, HalfUp or Down, was {(int)Rounding}.");
        }

        if (Rounding != FeeRounding.Exact && RoundingUnit.Count <= 0)
        {
            yield return Invariant($"{nameof(RoundingUnit)} must be above 0 where fees are rounded, was {RoundingUnit.Count}.");
        }
    }

    private Int128 Round(Int128 fee)
    {
        if (Rounding == FeeRounding.Exact)
        {
            return fee;
        }

        var (unit, size) = (RoundingUnit.Count, Int128.Abs(fee));
        var (whole, rest) = Int128.DivRem(size, unit);
        var up = Rounding switch
        {
            FeeRounding.Up => rest > 0,
            FeeRounding.HalfUp => rest * 2 >= unit,
            _ => false,
        };
        var rounded = (whole + (up ? 1 : 0)) * unit;
        return fee < 0 ? -rounded : rounded;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
