"""Hostile questions to model resources: nobody learns from an answer what he may not see.

What may not be seen is there in two worlds: rows outside of the scope, and columns that are not shown, differ from one to the other. The
same request has to get the same answer in both, to the letter. So no filter, order, cursor, selection or expansion is an oracle, not even
one that tells by a status, a count or an order.
"""
