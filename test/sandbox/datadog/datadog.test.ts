import './query.suite'
