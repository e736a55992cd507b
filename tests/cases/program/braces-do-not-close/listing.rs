// refused
