namespace ExoRoute.Solving;

/// <summary>The largest flow from desks to venues under credits and rooms: who takes where, and the min cut where no more can flow.</summary>
/// <remarks>
/// Dinic's algorithm on the dense bipartite graph: the first phase is a plain greedy fill, later ones take back what an earlier desk could
/// as well have elsewhere. Desks and venues are looked through in the order they are given, so that the flow is deterministic; the cut, being the one
/// nearest to the desks, does not depend on that order. Source: E. A. Dinic (1970). All buffers are kept; no recursion. Not thread-safe.
/// </remarks>
internal sealed class CreditFlow
{
    private const int Unreached = -1;

    // Row by row: a desk's credits, and what it takes now. Flow never exceeds credit.
    internal long[] Credit = [];
    internal long[] Flow = [];

    // What a desk still wants, and how much more a venue may take.
    internal long[] Left = [];
    internal long[] Room = [];

    private int[] _deskLevel = [], _venueLevel = [], _deskNext = [], _venueNext = [];
    private int[] _path = [], _desksAhead = [], _venuesAhead = [], _desksNow = [], _venuesNow = [];
    private int _width;

    /// <summary>Room for a problem's size; flows, wishes and rooms are zero.</summary>
    internal void Reset(int desks, int venues)
    {
        _width = venues;
        if (Left.Length < desks)
        {
            (Left, _deskLevel, _deskNext) = (new long[desks], new int[desks], new int[desks]);
            (_desksAhead, _desksNow) = (new int[desks], new int[desks]);
        }

        if (Room.Length < venues)
        {
            (Room, _venueLevel, _venueNext) = (new long[venues], new int[venues], new int[venues]);
            (_venuesAhead, _venuesNow) = (new int[venues], new int[venues]);
        }

        if (Credit.Length < desks * venues)
        {
            (Credit, Flow) = (new long[desks * venues], new long[desks * venues]);
        }

        if (_path.Length < desks + venues)
        {
            _path = new int[desks + venues];
        }

        Array.Clear(Flow, 0, desks * venues);
        Array.Clear(Left, 0, desks);
        Array.Clear(Room, 0, venues);
    }

    /// <summary>Whether the last <see cref="Reach"/> came to a desk: it, or one it could trade places with, wants more.</summary>
    internal bool ReachesDesk(int desk) => _deskLevel[desk] != Unreached;

    /// <summary>Whether the last <see cref="Reach"/> came to a venue.</summary>
    internal bool ReachesVenue(int venue) => _venueLevel[venue] != Unreached;

    /// <summary>Lets flow as much as can. Rooms and wishes shrink by it; no venue's intake ever does.</summary>
    internal void Fill(ReadOnlySpan<int> desks, ReadOnlySpan<int> venues)
    {
        while (Reach(desks, venues))
        {
            foreach (var desk in desks)
            {
                _deskNext[desk] = 0;
            }

            foreach (var venue in venues)
            {
                _venueNext[venue] = 0;
            }

            foreach (var desk in desks)
            {
                if (Left[desk] > 0)
                {
                    Push(desk, desks, venues);
                }
            }
        }
    }

    /// <summary>Whether anything more can flow. If not, those it reached and those it did not are the two sides of a min cut.</summary>
    internal bool Reach(ReadOnlySpan<int> desks, ReadOnlySpan<int> venues)
    {
        var (now, ahead, level) = (0, 0, 0);
        foreach (var desk in desks)
        {
            if (Left[desk] > 0)
            {
                _deskLevel[desk] = 0;
                _desksNow[now++] = desk;
            }
            else
            {
                _deskLevel[desk] = Unreached;
                _desksAhead[ahead++] = desk;
            }
        }

        venues.CopyTo(_venuesAhead);
        foreach (var venue in venues)
        {
            _venueLevel[venue] = Unreached;
        }

        var (found, venuesAhead) = (false, venues.Length);
        while (now > 0 && !found)
        {
            var venuesNow = 0;
            level++;
            for (var i = 0; i < now; i++)
            {
                var row = _desksNow[i] * _width;
                var kept = 0;
                for (var j = 0; j < venuesAhead; j++)
                {
                    var venue = _venuesAhead[j];
                    if (Flow[row + venue] < Credit[row + venue])
                    {
                        _venueLevel[venue] = level;
                        _venuesNow[venuesNow++] = venue;
                        found |= Room[venue] > 0;
                    }
                    else
                    {
                        _venuesAhead[kept++] = venue;
                    }
                }

                venuesAhead = kept;
            }

            now = 0;
            level++;
            for (var i = 0; i < venuesNow && !found; i++)
            {
                var kept = 0;
                for (var j = 0; j < ahead; j++)
                {
                    var desk = _desksAhead[j];
                    if (Flow[(desk * _width) + _venuesNow[i]] > 0)
                    {
                        _deskLevel[desk] = level;
                        _desksNow[now++] = desk;
                    }
                    else
                    {
                        _desksAhead[kept++] = desk;
                    }
                }

                ahead = kept;
            }
        }

        return found;
    }

    // All that one desk can still send along the levels. The path has desks at even places, venues at odd ones; what leads nowhere is looked at once.
    private void Push(int start, ReadOnlySpan<int> desks, ReadOnlySpan<int> venues)
    {
        var length = 1;
        _path[0] = start;
        while (length > 0)
        {
            var last = _path[length - 1];
            if (length % 2 == 0 && Room[last] > 0)
            {
                Augment(length);
                length = Left[start] > 0 ? 1 : 0;
                continue;
            }

            var next = length % 2 == 1 ? NextVenue(last, length, venues) : NextDesk(last, length, desks);
            if (next != Unreached)
            {
                _path[length++] = next;
                continue;
            }

            length--; // a dead end: whoever led here looks further
            if (length > 0)
            {
                ref var place = ref (length % 2 == 1 ? ref _deskNext[_path[length - 1]] : ref _venueNext[_path[length - 1]]);
                place++;
            }
        }
    }

    private int NextVenue(int desk, int level, ReadOnlySpan<int> venues)
    {
        var row = desk * _width;
        ref var place = ref _deskNext[desk];
        for (; place < venues.Length; place++)
        {
            var venue = venues[place];
            if (_venueLevel[venue] == level && Flow[row + venue] < Credit[row + venue])
            {
                return venue;
            }
        }

        return Unreached;
    }

    private int NextDesk(int venue, int level, ReadOnlySpan<int> desks)
    {
        ref var place = ref _venueNext[venue];
        for (; place < desks.Length; place++)
        {
            var desk = desks[place];
            if (_deskLevel[desk] == level && Flow[(desk * _width) + venue] > 0)
            {
                return desk;
            }
        }

        return Unreached;
    }

    private void Augment(int length)
    {
        var part = Math.Min(Left[_path[0]], Room[_path[length - 1]]);
        for (var at = 1; at < length; at++)
        {
            part = Math.Min(part, at % 2 == 1
                ? Credit[(_path[at - 1] * _width) + _path[at]] - Flow[(_path[at - 1] * _width) + _path[at]]
                : Flow[(_path[at] * _width) + _path[at - 1]]);
        }

        for (var at = 1; at < length; at++)
        {
            if (at % 2 == 1)
            {
                Flow[(_path[at - 1] * _width) + _path[at]] += part;
            }
            else
            {
                Flow[(_path[at] * _width) + _path[at - 1]] -= part;
            }
        }

        Left[_path[0]] -= part;
        Room[_path[length - 1]] -= part;
    }
}
