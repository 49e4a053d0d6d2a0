using System.Globalization;
using ExoRoute.Market;

namespace ExoRoute.Problems;

/// <summary>Turns a side of a book into rungs: all-in prices, fees with a minimum, limits and a venue's rules.</summary>
/// <remarks>
/// Pure and exact on integers; the <c>Fill</c> methods allocate nothing. Cost: one pass over the levels used.
/// A minimum fee makes the fee max(minimum, running): the minimum is charged once, units below the kink cost their bare price,
/// the unit on the kink the part of its fee that passes the minimum, units beyond it their all-in price. The sum stays convex,
/// as the larger of two convex functions.
/// </remarks>
public static class Ladder
{
    /// <summary>How many rungs so many levels need at most: a minimum fee splits a ladder twice, into a unit and a rest each.</summary>
    public static int RoomFor(int levels) => checked(levels + 4);

    /// <summary>Fills a caller's buffer with the rungs of a side.</summary>
    /// <param name="levels">Best first, strictly worsening: asks when buying, bids when selling.</param>
    /// <param name="side">What the order does.</param>
    /// <param name="fees">The venue's schedule; taken as checked (<see cref="FeeSchedule.Faults"/>).</param>
    /// <param name="listing">The venue's rules: lot, least quantity and notional; taken as checked.</param>
    /// <param name="limits">What the plan may use; taken as checked.</param>
    /// <param name="rungs">The buffer, <see cref="RoomFor"/> long.</param>
    /// <param name="terms">What holds beside the rungs.</param>
    /// <returns>How many rungs were written.</returns>
    /// <exception cref="ArgumentException">The levels are out of order or out of range, or the buffer is too short.</exception>
    public static int Fill(
        ReadOnlySpan<Level> levels, Side side, FeeSchedule fees, InstrumentDefinition listing, in LadderLimits limits, Span<Rung> rungs, out LadderTerms terms)
    {
        var filler = new Filler(side, fees, in limits, rungs, levels.Length);
        foreach (var level in levels)
        {
            if (!filler.Take(level))
            {
                break;
            }
        }

        return filler.Finish(listing, out terms);
    }

    /// <inheritdoc cref="Fill(ReadOnlySpan{Level}, Side, FeeSchedule, InstrumentDefinition, in LadderLimits, Span{Rung}, out LadderTerms)"/>
    public static int Fill(
        BookLevels levels, Side side, FeeSchedule fees, InstrumentDefinition listing, in LadderLimits limits, Span<Rung> rungs, out LadderTerms terms)
    {
        ArgumentNullException.ThrowIfNull(levels);

        var filler = new Filler(side, fees, in limits, rungs, levels.Count);
        for (var place = 0; place < levels.Count && filler.Take(levels[place]); place++)
        {
        }

        return filler.Finish(listing, out terms);
    }

    /// <summary>The smallest order from which on every larger one is worth the notional at the price it reaches.</summary>
    /// <param name="rungs">In order.</param>
    /// <param name="notional">In cost units.</param>
    /// <returns>A quantity; one more than the ladder holds where none is worth it.</returns>
    /// <remarks>From the worst rung back: when selling, a deeper rung lowers the price, so that a larger order can be worth less.</remarks>
    internal static long LeastWorth(ReadOnlySpan<Rung> rungs, Int128 notional)
    {
        var upTo = 0L;
        foreach (var rung in rungs)
        {
            upTo += rung.Quantity;
        }

        for (var i = rungs.Length - 1; i >= 0; i--)
        {
            var before = upTo - rungs[i].Quantity;
            var perUnit = (Int128)rungs[i].VenuePrice.Count * Cost.PerTickLot;
            var least = (notional + perUnit - 1) / perUnit;
            if (least > before + 1)
            {
                return (long)Int128.Min(least, upTo + 1);
            }

            upTo = before;
        }

        return 0;
    }

    private ref struct Filler
    {
        private readonly Side _side;
        private readonly FeeSchedule _fees;
        private readonly LadderLimits _limits;
        private readonly Span<Rung> _rungs;
        private readonly bool _hasMinimum;
        private int _count;
        private long _filled;
        private long _last;
        private bool _withheld;
        private LimitKind _end;
        private Int128 _lead; // running fee less the minimum: the running fee is what is charged once this is above zero

        internal Filler(Side side, FeeSchedule fees, in LadderLimits limits, Span<Rung> rungs, int levels)
        {
            ArgumentNullException.ThrowIfNull(fees);
            if (rungs.Length < RoomFor(levels))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"{levels} levels need room for {RoomFor(levels)} rungs, the buffer has {rungs.Length}."),
                    nameof(rungs));
            }

            (_side, _fees, _limits) = (side, fees, limits);
            _rungs = rungs;
            _hasMinimum = fees.Minimum.Count > 0;
            _lead = fees.PerOrder.Count - fees.Minimum.Count;
        }

        // Answers whether there can be more.
        internal bool Take(Level level)
        {
            Check(level);
            if (_filled >= _limits.Cap.Count)
            {
                _end = LimitKind.Cap;
                return false;
            }

            var allIn = _fees.AllIn(_side, level.Price);
            var bare = (_side == Side.Buy ? level.Price.Count : -level.Price.Count) * Cost.PerTickLot;
            if (_limits.Limit is { } limit)
            {
                var worst = (_side == Side.Buy ? limit.Count : -limit.Count) * Cost.PerTickLot;
                if ((_limits.LimitIsNet ? allIn : bare) > worst)
                {
                    _end = LimitKind.PriceLimit;
                    return false;
                }
            }

            var usable = level.Quantity.Count;
            if (_limits.ParticipationPpm < LadderLimits.WholePpm || _limits.ReachablePpm < LadderLimits.WholePpm)
            {
                var share = (long)_limits.ParticipationPpm * _limits.ReachablePpm;
                usable = (long)((Int128)usable * share / ((long)LadderLimits.WholePpm * LadderLimits.WholePpm));
                _withheld |= usable < level.Quantity.Count;
            }

            var room = _limits.Cap.Count - _filled;
            if (usable > room)
            {
                (usable, _end) = (room, LimitKind.Cap);
            }

            if (usable > 0)
            {
                _filled += usable;
                Add(level.Price, bare, allIn, usable);
            }

            return _end != LimitKind.Cap;
        }

        internal readonly int Finish(InstrumentDefinition listing, out LadderTerms terms)
        {
            ArgumentNullException.ThrowIfNull(listing);

            var minimum = listing.MinimumQuantity.Count;
            if (listing.MinimumNotional.Count > 0)
            {
                minimum = Math.Max(minimum, LeastWorth(_rungs[.._count], listing.MinimumNotional.Count));
            }

            terms = new()
            {
                Lot = listing.LotSize,
                Minimum = new(minimum),
                FixedCost = new(Int128.Max(_fees.PerOrder.Count, _fees.Minimum.Count)),
                EndsBy = _end == LimitKind.Liquidity && _withheld ? LimitKind.Participation : _end,
            };
            return _count;
        }

        private void Add(Ticks price, long bare, long allIn, long quantity)
        {
            if (!_hasMinimum)
            {
                Push(allIn, quantity, price);
                return;
            }

            // Within a level the lead moves by the same fee a unit, so that it passes zero at most once.
            var fee = allIn - bare;
            var after = _lead + ((Int128)fee * quantity);
            var (first, then) = fee > 0 ? (bare, allIn) : (allIn, bare);
            var starts = fee > 0 ? _lead < 0 : _lead > 0;
            var passes = starts && (fee > 0 ? after > 0 : after < 0);
            if (!passes)
            {
                Push(starts ? first : then, quantity, price);
            }
            else
            {
                var whole = (long)(Int128.Abs(_lead) / Math.Abs(fee));
                var rest = (long)(_lead + ((Int128)fee * whole)); // what is left of the lead before the unit on the kink
                Push(first, whole, price);
                if (rest != 0)
                {
                    Push(fee > 0 ? allIn + rest : bare - rest, 1, price);
                    whole++;
                }

                Push(then, quantity - whole, price);
            }

            _lead = after;
        }

        private void Push(long price, long quantity, Ticks venuePrice)
        {
            if (quantity == 0)
            {
                return;
            }

            if (_count > 0 && _rungs[_count - 1].Price == price)
            {
                _rungs[_count - 1] = new(price, _rungs[_count - 1].Quantity + quantity, venuePrice);
                return;
            }

            _rungs[_count++] = new(price, quantity, venuePrice);
        }

        private void Check(Level level)
        {
            var (price, quantity) = (level.Price.Count, level.Quantity.Count);
            var ok = price is >= 1 and <= Ticks.MaxCount && quantity is >= 0 and <= Lots.MaxCount;
            if (!ok || (_last != 0 && (_side == Side.Buy ? price <= _last : price >= _last)))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"A level of price {price} and quantity {quantity} cannot follow one of price {_last}: ")
                    + "prices are 1 to 2^40 and strictly worsen, quantities are 0 to 2^56. Take the levels from a book.",
                    nameof(level));
            }

            _last = price;
        }
    }
}
