namespace EstateMap.Planning;

/// <summary>Hoare's selection: the smallest of many without sorting all.</summary>
internal static class Selection
{
    /// <summary>Puts the <paramref name="count"/> smallest keys first, in no particular order, with their items.</summary>
    public static void Split(Span<double> keys, Span<int> items, int count)
    {
        int low = 0, high = keys.Length - 1;
        while (low < high)
        {
            var pivot = Median(keys[low], keys[(low + high) >>> 1], keys[high]);
            int left = low, right = high;
            while (left <= right)
            {
                while (keys[left] < pivot) left++;
                while (keys[right] > pivot) right--;
                if (left > right) break;
                (keys[left], keys[right]) = (keys[right], keys[left]);
                (items[left], items[right]) = (items[right], items[left]);
                left++;
                right--;
            }

            if (count - 1 <= right) high = right;
            else if (count - 1 >= left) low = left;
            else return;
        }
    }

    private static double Median(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
